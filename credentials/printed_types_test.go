package credentials_test

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// holders has a value of each exported type that holds as many secrets as it can.
func holders(t *testing.T) map[string]any {
	t.Helper()
	client, err := credentials.ParseClient([]byte(goodFile))
	require.NoError(t, err)
	grant := newGrantAt(time.Now())
	text, err := credentials.MarshalGrant(grant)
	require.NoError(t, err)
	grant, err = credentials.UnmarshalGrant(append([]byte(`{"added_later":"`+refreshToken+`",`), text[1:]...))
	require.NoError(t, err)
	store := credentials.FileStore{Dir: t.TempDir(), Sealer: sealer(".turned")}
	save(t, store, grant)
	source := credentials.NewTokenSource(t.Context(), client, store, "ann", credentials.TokenSourceOptions{HTTP: answering(500, "{}")})
	_, err = source.Token()
	require.NoError(t, err)
	report := credentials.Check(t.Context(), client, grant, credentials.CheckOptions{HTTP: answering(200, tokens(allScopes()...))})
	_, valueErr := credentials.NewClient(refreshToken, clientSecret, accessToken)
	_, exchangeErr := credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{
		HTTP:   answering(400, `{"error":"`+authCode+`","error_description":"`+clientSecret+`"}`),
		Opener: answerWith(map[string][]string{"code": {authCode}}, nil),
	})
	oauth, ok := errors.AsType[*credentials.OAuthError](exchangeErr)
	require.True(t, ok)
	return map[string]any{
		"AuthorizeOptions":   credentials.AuthorizeOptions{},
		"Browser":            credentials.Browser{},
		"Cause":              oauth.Cause(),
		"CheckOptions":       credentials.CheckOptions{},
		"CheckResult":        report.Checks,
		"Client":             client,
		"ClientFileError":    &credentials.ClientFileError{Kind: credentials.ClientFileMissingSecret, Client: client},
		"ClientFileKind":     credentials.ClientFileWeb,
		"ClientValueError":   valueErr,
		"EndReason":          credentials.EndIdle,
		"Endpoint":           oauth.Endpoint,
		"FileStore":          store,
		"Grant":              grant,
		"OAuthError":         oauth,
		"Opener":             credentials.Opener(credentials.Print{}),
		"OpenerFunc":         credentials.OpenerFunc(func(context.Context, string) error { return nil }),
		"Print":              credentials.Print{},
		"Report":             report,
		"ScopeError":         &credentials.ScopeError{Missing: []string{"x"}, Grant: grant},
		"Sealer":             store.Sealer,
		"Secret":             credentials.NewSecret(clientSecret),
		"Status":             credentials.StatusOK,
		"Step":               credentials.Guide(client, report)[0],
		"StepState":          credentials.StepDone,
		"Steps":              credentials.Guide(client, report),
		"Store":              credentials.Store(store),
		"TokenSource":        source,
		"TokenSourceOptions": credentials.TokenSourceOptions{},
		"Waiting":            credentials.Waiting{Helps: true},
		"WatchOptions":       credentials.WatchOptions{},
	}
}

// No value of an exported type shows a secret, however it is printed.
func TestNoTypePrintsItsSecrets(t *testing.T) {
	all := holders(t)
	require.Equal(t, exportedTypes(t), slices.Sorted(maps.Keys(all)), "a new type needs a value here")
	for name, value := range all {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			for _, value := range []any{value, &value, []any{value}, map[string]any{"x": value}, struct{ X any }{value}} {
				fmt.Fprintf(&out, "%v %+v %#v %s %q %x %X %d %T\n", value, value, value, value, value, value, value, value, value)
				slog.New(slog.NewTextHandler(&out, nil)).Info("x", "value", value)
				slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "value", value)
				_ = json.NewEncoder(&out).Encode(value) // Functions have no form in it.
				_ = xml.NewEncoder(&out).Encode(value)
				_ = gob.NewEncoder(&out).Encode(value)
			}
			requireNoSecret(t, out.String())
			for _, secret := range []string{clientSecret, accessToken, refreshToken, authCode} {
				require.NotContains(t, out.String(), fmt.Sprintf("%x", secret))
				require.NotContains(t, out.String(), fmt.Sprintf("%X", secret))
			}
		})
	}
}

func exportedTypes(t *testing.T) []string {
	t.Helper()
	var names []string
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(parsed, func(node ast.Node) bool {
			if spec, ok := node.(*ast.TypeSpec); ok && spec.Name.IsExported() {
				names = append(names, spec.Name.Name)
			}
			_, function := node.(*ast.FuncDecl)
			return !function
		})
	}
	slices.Sort(names)
	return names
}
