package credentials_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2/google"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

func TestMarshalWritesTheSameFile(t *testing.T) {
	server := googletest.NewServer(t, googletest.Config{})
	for name, test := range map[string]struct{ file, want string }{
		"the console's":       {goodFile, goodFile},
		"the fake's":          {string(server.ClientSecretJSON()), string(server.ClientSecretJSON())},
		"indented":            {indented(t, goodFile), indented(t, goodFile)},
		"unknown fields":      {`{"a":[1, 2],` + goodFile[1:len(goodFile)-2] + `,"b":"\u0041<&"},"c":{ }}`, ""},
		"byte order mark":     {"\xef\xbb\xbf" + goodFile + "\r\n", goodFile},
		"quotes":              {"'" + goodFile + "'", goodFile},
		"blanks around an id": {strings.Replace(goodFile, clientID, " "+clientID+`\n`, 1), goodFile},
		"endpoints left out":  {`{"installed":{"client_id":"1-a","client_secret":"0123456789"}}`, ""},
		"odd order":           {`{"installed":{"client_secret":"0123456789","x":1,"client_id":"1-a"},"y":2}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if test.want == "" {
				test.want = test.file
			}
			client, err := credentials.ParseClient([]byte(test.file))
			require.NoError(t, err)
			got, err := client.Marshal()
			require.NoError(t, err)
			require.Equal(t, test.want, string(got))
		})
	}
}

// requireBytes compares files byte for byte.
func requireBytes(t *testing.T, want string, got []byte) {
	t.Helper()
	require.Equal(t, want, string(got))
}

func indented(t *testing.T, file string) string {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal([]byte(file), &value))
	text, err := json.MarshalIndent(value, "", "\t")
	require.NoError(t, err)
	return string(text)
}

func TestMarshalWritesChanges(t *testing.T) {
	client, err := credentials.ParseClient([]byte(goodFile))
	require.NoError(t, err)
	copied := client
	copied.Secret = credentials.NewSecret(`GOCSPX-"new"<&>`)
	copied.ProjectID = ""
	got, err := copied.Marshal()
	require.NoError(t, err)
	want := strings.Replace(goodFile, clientSecret, `GOCSPX-\"new\"<&>`, 1)
	require.Equal(t, strings.Replace(want, "my-photos", "", 1), string(got))

	got, err = client.Marshal()
	require.NoError(t, err)
	requireBytes(t, goodFile, got) // The original is independent of its copy.
}

func TestMarshalAddsWhatTheFileDidNotHave(t *testing.T) {
	_, err := credentials.ParseClient([]byte(`{"installed":{"client_id":"` + clientID + `","x":1 } }`))
	var file *credentials.ClientFileError
	require.ErrorAs(t, err, &file)
	client := file.Client
	_, err = client.Marshal()
	require.ErrorContains(t, err, "Add secret")

	client.Secret = credentials.NewSecret(clientSecret)
	client.ProjectID = "my-photos"
	got, err := client.Marshal()
	require.NoError(t, err)
	requireBytes(t, `{"installed":{"client_id":"`+clientID+`","x":1,"project_id":"my-photos","client_secret":"`+clientSecret+`" } }`, got)
}

// A client that was put together is written as the console writes it, so that
// other libraries take the file too.
func TestMarshalWithoutAFile(t *testing.T) {
	client, err := credentials.NewClient(clientID, clientSecret, "my-photos")
	require.NoError(t, err)
	got, err := client.Marshal()
	require.NoError(t, err)
	requireBytes(t, goodFile, got)
	config, err := google.ConfigFromJSON(got)
	require.NoError(t, err)
	require.Equal(t, clientID, config.ClientID)

	got, err = credentials.Client{ID: clientID, Secret: credentials.NewSecret(clientSecret)}.Marshal()
	require.NoError(t, err)
	requireBytes(t, strings.Replace(goodFile, `"project_id":"my-photos",`, "", 1), got)
}

func TestMarshalRefusesWhatNobodyCanUse(t *testing.T) {
	client := desktopClient()
	client.TokenURI = "https://evil.example/token"
	_, err := client.Marshal()
	require.ErrorContains(t, err, "token_uri")
	_, err = credentials.Client{}.Marshal()
	require.ErrorContains(t, err, "no id")
}

// Only Marshal gives the secret away, and no other field of the file leaks.
func TestParsedClientHidesItsFile(t *testing.T) {
	client, err := credentials.ParseClient([]byte(`{"other":"` + refreshToken + `",` + goodFile[1:]))
	require.NoError(t, err)
	asJSON, err := json.Marshal(client)
	require.NoError(t, err)
	for _, text := range []string{string(asJSON), fmt.Sprintf("%v %+v %#v", client, client, client)} {
		requireNoSecret(t, text)
	}
}
