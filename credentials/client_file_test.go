package credentials_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

const goodFile = `{"installed":{"client_id":"` + clientID + `","project_id":"my-photos",` +
	`"auth_uri":"https://accounts.google.com/o/oauth2/auth","token_uri":"https://oauth2.googleapis.com/token",` +
	`"auth_provider_x509_cert_url":"https://www.googleapis.com/oauth2/v1/certs",` +
	`"client_secret":"` + clientSecret + `","redirect_uris":["http://localhost"]}}`

func TestParseClient(t *testing.T) {
	want := credentials.Client{
		ID:        clientID,
		Secret:    credentials.NewSecret(clientSecret),
		ProjectID: "my-photos",
		AuthURI:   "https://accounts.google.com/o/oauth2/auth",
		TokenURI:  "https://oauth2.googleapis.com/token",
	}
	short := `{"installed":{"client_id":" ` + clientID + `\n","client_secret":"` + clientSecret + ` ","project_id":"my-photos"}}`
	for name, file := range map[string]string{
		"as downloaded":   goodFile,
		"byte order mark": "\xef\xbb\xbf" + goodFile,
		"blanks":          "\r\n  " + goodFile + " \n",
		"bare minimum":    short,
		"single quotes":   "'" + goodFile + "'\n",
		"double quotes":   `"` + goodFile + `"`,
		"curly quotes":    "“" + goodFile + "”",
		"backquotes":      "\xef\xbb\xbf`" + goodFile + "`",
		"a JSON text":     strconv.Quote(goodFile),
		"quoted values":   strings.ReplaceAll(short, `" `, `"\" `),
		"wrapped values":  strings.Replace(goodFile, "apps.google", `apps.\n  google`, 1),
		"invisible marks": strings.Replace(goodFile, `"GOCSPX`, `"\u200b\ufeffGOCSPX`, 1),
		"unknown fields":  `{"new":1,` + goodFile[1:],
	} {
		t.Run(name, func(t *testing.T) {
			client, err := credentials.ParseClient([]byte(file))
			require.NoError(t, err)
			require.Equal(t, want, fieldsOf(client))
		})
	}
}

// fieldsOf is the client without the layout of its file.
func fieldsOf(c credentials.Client) credentials.Client {
	return credentials.Client{ID: c.ID, Secret: c.Secret, ProjectID: c.ProjectID, AuthURI: c.AuthURI, TokenURI: c.TokenURI}
}

func TestParseClientErrors(t *testing.T) {
	edit := func(from, to string) string {
		require.Contains(t, goodFile, from)
		return strings.Replace(goodFile, from, to, 1)
	}
	inner := goodFile[len(`{"installed":`) : len(goodFile)-1]
	for name, test := range map[string]struct {
		file string
		kind credentials.ClientFileKind
		says string
	}{
		"empty":               {"", credentials.ClientFileNotJSON, "empty"},
		"only a mark":         {"\xef\xbb\xbf", credentials.ClientFileNotJSON, "empty"},
		"text":                {clientSecret, credentials.ClientFileNotJSON, "byte"},
		"truncated":           {goodFile[:len(goodFile)-2], credentials.ClientFileNotJSON, "byte"},
		"trailing text":       {goodFile + "x", credentials.ClientFileNotJSON, "byte"},
		"UTF-16":              {"\xff\xfe{\x00}\x00", credentials.ClientFileNotJSON, "UTF-16"},
		"array":               {"[" + goodFile + "]", credentials.ClientFileNotJSON, "not a JSON object"},
		"null":                {"null", credentials.ClientFileNotJSON, "null"},
		"empty object":        {"{}", credentials.ClientFileUnknown, "Desktop app"},
		"flat":                {inner, credentials.ClientFileUnknown, "NewClient"},
		"other letter case":   {edit("installed", "Installed"), credentials.ClientFileUnknown, "Desktop app"},
		"web":                 {edit("installed", "web"), credentials.ClientFileWeb, "Desktop app"},
		"both":                {`{"web":{},` + goodFile[1:], credentials.ClientFileAmbiguous, `"web"`},
		"service account":     {`{"type":"service_account","private_key":"` + clientSecret + `"}`, credentials.ClientFileServiceAccount, "service account"},
		"authorized user":     {`{"type":"authorized_user","refresh_token":"` + refreshToken + `"}`, credentials.ClientFileAuthorizedUser, "gcloud"},
		"installed is text":   {`{"installed":"` + clientSecret + `"}`, credentials.ClientFileMalformed, `"installed"`},
		"installed is null":   {`{"installed":null}`, credentials.ClientFileMalformed, `"installed"`},
		"secret is a number":  {edit(`"`+clientSecret+`"`, "5"), credentials.ClientFileMalformed, `"client_secret"`},
		"no id":               {edit("client_id", "x"), credentials.ClientFileMissingID, "client_id"},
		"blank id":            {edit(clientID, "  "), credentials.ClientFileMissingID, "client_id"},
		"no secret":           {edit("client_secret", "x"), credentials.ClientFileMissingSecret, "Add secret"},
		"secret in capitals":  {edit("client_secret", "Client_Secret"), credentials.ClientFileMissingSecret, "Add secret"},
		"foreign token_uri":   {edit("https://oauth2.googleapis.com/", "https://evil.example/"), credentials.ClientFileForeignHost, "token_uri"},
		"foreign auth_uri":    {edit("https://accounts.google.com/", "https://accounts.google.com.evil.example/"), credentials.ClientFileForeignHost, "auth_uri"},
		"another page":        {edit("google.com/o/oauth2/auth", "google.com/AccountChooser?continue=https://evil.example/"), credentials.ClientFileForeignHost, "consent page"},
		"a page above":        {edit("google.com/o/oauth2/auth", "google.com/o/oauth2/../../AccountChooser"), credentials.ClientFileForeignHost, "consent page"},
		"its own parameters":  {edit("/o/oauth2/auth", "/o/oauth2/auth?redirect_uri=http://127.0.0.1:9/"), credentials.ClientFileForeignHost, "consent page"},
		"token_uri and more":  {edit("googleapis.com/token", "googleapis.com/token?x=y"), credentials.ClientFileForeignHost, "token_uri"},
		"token_uri over http": {edit("https://oauth2", "http://oauth2"), credentials.ClientFileForeignHost, "token_uri"},
		"token_uri with port": {edit("oauth2.googleapis.com/", "oauth2.googleapis.com:8443/"), credentials.ClientFileForeignHost, "token_uri"},
		"token_uri with user": {edit("https://oauth2.googleapis.com/", "https://oauth2.googleapis.com@evil.example/"), credentials.ClientFileForeignHost, "token_uri"},
		"two ids":             {edit(`"client_id"`, `"client_id":"x","client_id"`), credentials.ClientFileMalformed, "twice"},
		"two clients":         {`{"installed":{},` + goodFile[1:], credentials.ClientFileNotJSON, "twice"},
		"id is the secret":    {edit(clientID, clientSecret), credentials.ClientFileMalformed, "its client_id is the client secret"},
		"secret is the id":    {edit(clientSecret, clientID), credentials.ClientFileMalformed, "its client_secret is the client id"},
		"secret is a token":   {edit(clientSecret, refreshToken), credentials.ClientFileMalformed, "a refresh token"},
		"a token":             {`{"access_token":"` + accessToken + `","refresh_token":"` + refreshToken + `"}`, credentials.ClientFileToken, "a token"},
		"web page":            {"<!DOCTYPE html><title>Sign in</title>", credentials.ClientFileNotJSON, "web page"},
		"iOS client":          {`<?xml version="1.0"?><plist></plist>`, credentials.ClientFileNotJSON, "iOS"},
		"UTF-16, big end":     {"\xfe\xff\x00{\x00}", credentials.ClientFileNotJSON, "UTF-16"},
		"quotes around text":  {`"` + clientSecret + `"`, credentials.ClientFileNotJSON, "not a JSON object"},
		"installed is a list": {`{"installed":[]}`, credentials.ClientFileMalformed, "not a JSON object"},
		"broken inside":       {`{"installed":{"client_id":}}`, credentials.ClientFileNotJSON, "byte"},
		"swapped endpoints":   {edit("https://oauth2.googleapis.com/", "https://accounts.google.com/"), credentials.ClientFileForeignHost, "token_uri"},
	} {
		t.Run(name, func(t *testing.T) {
			client, err := credentials.ParseClient([]byte(test.file))
			require.Zero(t, client)
			var file *credentials.ClientFileError
			require.ErrorAs(t, err, &file)
			require.Equal(t, test.kind, file.Kind)
			require.ErrorContains(t, err, test.says)
			require.ErrorContains(t, err, file.Remedy())
			requireNoSecret(t, err.Error())
		})
	}
}

func TestSecretCanBeAddedLater(t *testing.T) {
	_, err := credentials.ParseClient([]byte(strings.Replace(goodFile, "client_secret", "x", 1)))
	var file *credentials.ClientFileError
	require.ErrorAs(t, err, &file)
	client := file.Client
	client.Secret = credentials.NewSecret(clientSecret)
	want, err := credentials.ParseClient([]byte(goodFile))
	require.NoError(t, err)
	require.Equal(t, fieldsOf(want), fieldsOf(client))
}

func TestClientHidesItsSecret(t *testing.T) {
	client := desktopClient()
	asJSON, err := json.Marshal(client)
	require.NoError(t, err)
	requireNoSecret(t, string(asJSON))
	requireNoSecret(t, fmt.Sprintf("%v %+v %#v", client, client, client))
}

func FuzzParseClient(f *testing.F) {
	for _, seed := range []string{
		goodFile,
		"\xef\xbb\xbf" + goodFile,
		goodFile[:40],
		strings.Replace(goodFile, "installed", "web", 1),
		strings.Replace(goodFile, "oauth2.googleapis.com", "evil.example", 1),
		`{"type":"service_account"}`,
		`{"installed":{"client_id":"a","client_secret":"b"},"web":{}}`,
		`{"installed":{"client_id":"a","client_secret":"b","token_uri":"https://oauth2.googleapis.com"}}`,
		"",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		client, err := credentials.ParseClient(data)
		if err != nil {
			var file *credentials.ClientFileError
			require.ErrorAs(t, err, &file)
			require.Zero(t, client)
			require.NotContains(t, err.Error(), clientSecret)
			return
		}
		require.NotEmpty(t, client.ID)
		require.False(t, client.Secret.IsZero())
		config := client.OAuthConfig("")
		require.True(t, strings.HasPrefix(config.Endpoint.AuthURL, "https://accounts.google.com"))
		require.True(t, strings.HasPrefix(config.Endpoint.TokenURL, "https://oauth2.googleapis.com"))

		// What was read can be written and read again, and then stays the same.
		text, err := client.Marshal()
		require.NoError(t, err)
		same, err := credentials.ParseClient(text)
		require.NoError(t, err, "%s", text)
		require.Equal(t, fieldsOf(client), fieldsOf(same))
		again, err := same.Marshal()
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
	})
}
