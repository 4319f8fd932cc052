package credentials_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// Whatever a stranger sends, an answer has this sign-in's state, and either a code
// or an error.
func FuzzRedirectQuery(f *testing.F) {
	for _, seed := range []string{
		"state=STATE&code=4/0A&scope=x",
		"state=STATE&iss=https://accounts.google.com&code=4%2F0A&scope=a%20b&authuser=0&prompt=consent",
		"state=STATE&error=access_denied",
		"state=STATE&error=x&error_description=%1b[2J%0a&error_subtype=y",
		"state=STATE&state=STATE&code=x", "code=x", "state=&code=x", "state=STATE", "state=STATE&code=x&error=y",
		"state=STATE;code=x", "%", "state=STATE%00&code=x", "STATE=state&code=x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		taken, code, refused := credentials.ReadAnswer(query)
		if !taken {
			require.Empty(t, code)
			require.Nil(t, refused)
			return
		}
		require.Contains(t, query, "STATE")
		require.NotEqual(t, code == "", refused == nil)
		if refused != nil {
			require.NotContains(t, refused.Error(), "\x1b")
			require.NotContains(t, refused.Error(), "\n")
			return
		}
		values, err := url.ParseQuery(query)
		require.NoError(t, err)
		require.Len(t, values["code"], 1)
	})
}

func FuzzPaste(f *testing.F) {
	const address = "http://127.0.0.1:53682/?state=STATE&iss=https://accounts.google.com&code=4/0Acode&scope=a%20https://b&prompt=consent"
	for _, seeds := range [][2]string{
		{address, ""},
		{`"` + address + `"` + "\r\n", "x"},
		{address[:60], address[60:]},
		{strings.TrimPrefix(address, "http://"), "\n"},
		{"?state=STATE&error=access_denied", ""},
		{"http://127.0.0.1:53682/?state=STATE&code=4/0Acode", ""},
		{"4/0Acode", "&amp;#"},
		{"https://accounts.google.com/o/oauth2/auth?x=y", "<>"},
		{"state=STATE&code=\u200b4", "“”"},
	} {
		f.Add(seeds[0], seeds[1])
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		taken, code, refused, told := credentials.ReadPaste(first, second)
		if !taken {
			require.Error(t, told)
			require.NotContains(t, told.Error(), "Acode")
			return
		}
		require.Contains(t, first+second, "STATE")
		require.NotEqual(t, code == "", refused == nil)
		require.NotContains(t, code, "\n")
	})
}
