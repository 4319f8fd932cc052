package credentials_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

func TestNewClient(t *testing.T) {
	want := credentials.Client{
		ID:        clientID,
		Secret:    credentials.NewSecret(clientSecret),
		ProjectID: "my-photos",
		AuthURI:   "https://accounts.google.com/o/oauth2/auth",
		TokenURI:  "https://oauth2.googleapis.com/token",
	}
	for name, values := range map[string][3]string{
		"plain":               {clientID, clientSecret, "my-photos"},
		"blanks and ends":     {" " + clientID + "\r\n", "\t" + clientSecret + "\n", "my-photos\n"},
		"quotes":              {`"` + clientID + `"`, "'" + clientSecret + "',", "“my-photos”"},
		"wrapped":             {clientID[:20] + "\n  " + clientID[20:], clientSecret[:9] + "\r\n" + clientSecret[9:], "my-photos"},
		"invisible":           {"\ufeff" + clientID, clientSecret + "\u200b", "my-\u00adphotos"},
		"lines of the page":   {"Client ID: " + clientID, "Client secret: " + clientSecret, "Project ID: my-photos"},
		"without colon":       {"Client ID\n" + clientID, "client secret\t" + clientSecret, "Project id my-photos"},
		"lines of the file":   {`"client_id": "` + clientID + `",`, `  "client_secret":"` + clientSecret + `"`, `"project_id": "my-photos"`},
		"lines of rclone":     {"client_id = " + clientID, "client_secret=" + clientSecret, "project-id=my-photos"},
		"a blank after label": {"client_id=" + clientID + " ", clientSecret, "my-photos "},
	} {
		t.Run(name, func(t *testing.T) {
			client, err := credentials.NewClient(values[0], values[1], values[2])
			require.NoError(t, err)
			require.Equal(t, want, client)
		})
	}
	for _, project := range []string{"", " \n", "project-id-5\n", "742138104895", "example.com:photos"} {
		client, err := credentials.NewClient(clientID, clientSecret, project)
		require.NoError(t, err)
		require.Equal(t, strings.TrimSpace(project), client.ProjectID)
	}
}

func TestNewClientErrors(t *testing.T) {
	for name, test := range map[string]struct {
		id, secret, project string
		field, found        string
	}{
		"nothing":              {"", clientSecret, "", "client id", "empty"},
		"quotes only":          {`""`, clientSecret, "", "client id", "empty"},
		"no secret":            {clientID, "\n", "", "client secret", "empty"},
		"swapped":              {clientSecret, clientID, "", "client id", "the client secret"},
		"id twice":             {clientID, clientID, "", "client secret", "the client id"},
		"old secret as id":     {"abcdefghijklmnopqrstuvwx", clientID, "", "client id", "not a whole client id"},
		"labels swapped":       {"Client secret: abcdefghijklmnop", clientID, "", "client id", "the client secret"},
		"code":                 {clientID, authCode, "", "client secret", "an authorization code"},
		"encoded code":         {clientID, "4%2F0Acode-code-code", "", "client secret", "an authorization code"},
		"refresh token":        {clientID, refreshToken, "", "client secret", "a refresh token"},
		"access token":         {clientID, accessToken, "", "client secret", "an access token"},
		"API key":              {clientID, "AIza" + strings.Repeat("x", 35), "", "client secret", "an API key"},
		"API key as id":        {"AIza" + strings.Repeat("x", 35), clientSecret, "", "client id", "an API key"},
		"e-mail address":       {"owner@example.com", clientSecret, "", "client id", "an e-mail address"},
		"service account":      {"sync@my-photos.iam.gserviceaccount.com", clientSecret, "", "client id", "an e-mail address"},
		"address":              {"https://console.cloud.google.com/auth/clients", clientSecret, "", "client id", "an address"},
		"file":                 {goodFile, clientSecret, "", "client id", "JSON, which ParseClient reads"},
		"key":                  {clientID, "-----BEGIN PRIVATE KEY-----\nxxx", "", "client secret", "a private key"},
		"project number":       {"742138104895", clientSecret, "", "client id", "a number, perhaps that of the project"},
		"cut off":              {clientID[:30], clientSecret, "", "client id", "not a whole client id"},
		"both in one":          {clientID + "\nClient secret " + clientSecret, clientSecret, "", "client id", "more than the client id"},
		"hidden secret":        {clientID, "GOCSPX-****wxyz", "", "client secret", "what the console shows of a hidden value"},
		"dots":                 {clientID, "GOCSPX-abc...", "", "client secret", "what the console shows of a hidden value"},
		"long dash":            {clientID, "GOCSPX–secretsecretsecret", "", "client secret", "a text with a character that no such value has, such as a long dash that a text program put in"},
		"short":                {clientID, "GOCSPX-", "", "client secret", "too short for a client secret"},
		"project name":         {clientID, clientSecret, "My Photos", "project id", "the name of a project"},
		"project in capitals":  {clientID, clientSecret, "Photos", "project id", "the name of a project"},
		"secret as project":    {clientID, clientSecret, clientSecret, "project id", "the client secret"},
		"client id as project": {clientID, clientSecret, clientID, "project id", "the client id"},
	} {
		t.Run(name, func(t *testing.T) {
			client, err := credentials.NewClient(test.id, test.secret, test.project)
			require.Zero(t, client)
			var value *credentials.ClientValueError
			require.ErrorAs(t, err, &value)
			require.Equal(t, test.field, value.Field)
			require.Equal(t, test.found, value.Found)
			require.ErrorContains(t, err, value.Remedy())
			requireNoSecret(t, err.Error())
			require.NotContains(t, err.Error(), "owner@")
		})
	}
}

func TestSharedRclone(t *testing.T) {
	shared := credentials.Client{ID: "202264815644-rt1o1c9evjaotbpbab10m83i8cnjk077.apps.googleusercontent.com"}
	require.True(t, shared.SharedRclone())
	require.False(t, desktopClient().SharedRclone())
	require.False(t, credentials.Client{}.SharedRclone())
}

func FuzzNewClient(f *testing.F) {
	f.Add(clientID, clientSecret, "my-photos")
	f.Add("Client ID: "+clientID, `"client_secret": "`+clientSecret+`",`, "Project ID\nmy-photos")
	f.Add(clientSecret, clientID, "")
	f.Add("4/0Acode", "1//06", "AIza")
	f.Add("\ufeff", "…", "client_id")
	f.Fuzz(func(t *testing.T, id, secret, project string) {
		client, err := credentials.NewClient(id, secret, project)
		if err != nil {
			require.Zero(t, client)
			var value *credentials.ClientValueError
			require.ErrorAs(t, err, &value)
			return
		}
		require.True(t, strings.HasSuffix(client.ID, ".apps.googleusercontent.com"))
		// A clean value stays as it is, here and in a file.
		same, err := credentials.NewClient(client.ID, client.Secret.Reveal(), client.ProjectID)
		require.NoError(t, err)
		require.Equal(t, client, same)
		text, err := client.Marshal()
		require.NoError(t, err)
		parsed, err := credentials.ParseClient(text)
		require.NoError(t, err)
		require.Equal(t, client, fieldsOf(parsed))
	})
}
