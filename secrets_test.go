package nasphotos_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// looksSecret matches the names of fields that hold something a log must not see.
var looksSecret = regexp.MustCompile(`(?i)(secret|token|passw|credential|apikey|privatekey|salt)`)

// notSecret are fields with such a name that are none: why stands beside them.
var notSecret = map[string]string{
	"photoslibrary.Page.NextPageToken":      "a position in a listing, useless without the access token",
	"photoslibrary.AlbumPage.NextPageToken": "the same",
	"photoslibrary.NewItem.UploadToken":     "names bytes that the same client has uploaded",
	"credentials.Client.TokenURI":           "an address",
	"credentials.Grant.TokenType":           "the word Bearer",
	"rclonecfg.GooglePhotos.TokenURL":       "an address",
	"rclonecfg.Token.TokenType":             "the word Bearer",
	"cloudsync.Setup.CredentialName":        "the name that people see in the web interface",
	"truenastest.EngineResult.Token":        "what a test makes up",
}

// Whatever is secret has a type that does not print. A new field with a telling
// name and a plain type fails here until it is changed or explained.
func TestNoPlainSecrets(t *testing.T) {
	used := map[string]bool{}
	fields := 0
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "examples" || entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") && path != ".") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for name, plain := range exportedFields(file) {
			fields++
			if !looksSecret.MatchString(name[strings.LastIndexByte(name, '.'):]) || !plain {
				continue
			}
			used[name] = true
			require.Contains(t, notSecret, name, "%s: make it a Secret, or explain why it is none", path)
		}
		return nil
	}))
	require.Greater(t, fields, 200, "the walk found the packages")
	for name := range notSecret {
		require.True(t, used[name], "%s is explained but does not exist, or is no plain string", name)
	}
}

// exportedFields are the exported fields of exported structs, and whether each
// one's type is a string or bytes, possibly in a pointer, slice or map.
func exportedFields(file *ast.File) map[string]bool {
	found := map[string]bool{}
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.TypeSpec)
		if !ok || !spec.Name.IsExported() {
			return true
		}
		structure, ok := spec.Type.(*ast.StructType)
		if !ok {
			return true
		}
		for _, field := range structure.Fields.List {
			for _, name := range field.Names {
				if name.IsExported() {
					found[file.Name.Name+"."+spec.Name.Name+"."+name.Name] = isPlain(field.Type)
				}
			}
		}
		return true
	})
	return found
}

func isPlain(expr ast.Expr) bool {
	switch t := expr.(type) {
	case *ast.Ident:
		return t.Name == "string" || t.Name == "byte" || t.Name == "any"
	case *ast.StarExpr:
		return isPlain(t.X)
	case *ast.ArrayType:
		return isPlain(t.Elt)
	case *ast.MapType:
		return isPlain(t.Key) || isPlain(t.Value)
	case *ast.IndexExpr: // Opt[string]
		return isPlain(t.Index)
	case *ast.SelectorExpr:
		return t.Sel.Name == "RawMessage"
	}
	return false
}
