package truenas_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// sources are the files of the package, tests aside.
func sources(t *testing.T) map[string]*ast.File {
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	files := map[string]*ast.File{}
	for _, entry := range entries {
		name := entry.Name()
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		files[name], err = parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
	}
	require.Greater(t, len(files), 50)
	return files
}

// literals are the texts in the code of the package, with a file they are in.
func literals(t *testing.T) map[string]string {
	found := map[string]string{}
	for name, file := range sources(t) {
		ast.Inspect(file, func(node ast.Node) bool {
			if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, err := strconv.Unquote(literal.Value)
				require.NoError(t, err)
				found[text] = name
			}
			return true
		})
	}
	return found
}

// Every method that is called exists, in the newest release or in an older one.
func TestMethodsAreThoseOfTrueNAS(t *testing.T) {
	method := regexp.MustCompile(`^(alert|auth|cloudsync|core|filesystem|pool|system)(\.[a-z0-9_]*[a-z0-9])+$`)
	checked := 0
	for text, file := range literals(t) {
		require.NotRegexp(t, `^/?[a-z_]+/id/`, text, "%s: a path of another API", file)
		if !method.MatchString(text) {
			continue
		}
		known := false
		for _, release := range truenas.Releases() {
			_, has := rules.Lookup(rules.Release(release), text)
			known = known || has
		}
		require.True(t, known, "%s: %s", file, text)
		checked++
	}
	require.Greater(t, checked, 25)
}

// The package brings no other framework along, starts no program, prints nothing
// and speaks of no program that uses it.
func TestPackageKeepsToItself(t *testing.T) {
	const own = "github.com/nasphotos/nasphotos/"
	for name, file := range sources(t) {
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			first, _, _ := strings.Cut(imported, "/")
			require.True(t, !strings.Contains(first, ".") || strings.HasPrefix(imported, own) || imported == "github.com/coder/websocket",
				"%s imports %s", name, imported)
			require.NotContains(t, []string{"log", "os/exec", "plugin"}, imported, name)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			if called, ok := call.Fun.(*ast.Ident); ok {
				require.NotContains(t, []string{"print", "println"}, called.Name, name)
			}
			if called, ok := call.Fun.(*ast.SelectorExpr); ok {
				require.NotContains(t, []string{"Print", "Printf", "Println"}, called.Sel.Name, name)
			}
			return true
		})
	}
	foreign := regexp.MustCompile(`(?i)\b(terraform|kubernetes|kubectl|helm|ansible|docker)\b`)
	for text, file := range literals(t) {
		require.NotRegexp(t, foreign, text, file)
	}
}

// Nothing that clients share can be locked, changed or waited for: package-level
// variables are plain values that are only read.
func TestClientsShareNothing(t *testing.T) {
	for name, file := range sources(t) {
		for _, declaration := range file.Decls {
			variables, ok := declaration.(*ast.GenDecl)
			if !ok || variables.Tok != token.VAR {
				continue
			}
			for _, spec := range variables.Specs {
				ast.Inspect(spec, func(node ast.Node) bool {
					switch n := node.(type) {
					case *ast.SelectorExpr:
						if from, ok := n.X.(*ast.Ident); ok {
							require.NotContains(t, []string{"sync", "atomic", "websocket", "http", "net", "tls"}, from.Name, name)
						}
					case *ast.ChanType:
						t.Errorf("%s: a channel of all clients", name)
					case *ast.CallExpr:
						if called, ok := n.Fun.(*ast.Ident); ok && called.Name == "make" {
							t.Errorf("%s: something that can be changed", name)
						}
					}
					return true
				})
			}
		}
	}
}
