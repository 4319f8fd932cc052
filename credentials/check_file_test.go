package credentials_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

func TestCheckClientFile(t *testing.T) {
	google := googletest.NewServer(t, googletest.Config{})
	good := string(google.ClientSecretJSON())
	web := string(google.WebClientJSON())
	for name, test := range map[string]struct {
		file, id, says, remedy, link string
	}{
		"Web application": {web, credentials.CheckClient, "Web application", "Desktop app", consolePage + "/auth/clients/create"},
		"service account": {string(google.ServiceAccountJSON()), credentials.CheckClient, "service account", "Desktop app", consolePage + "/auth/clients/create"},
		"gcloud's login":  {`{"type":"authorized_user","client_id":"1-a","refresh_token":"` + refreshToken + `"}`, credentials.CheckClient, "gcloud", "Desktop app", consolePage + "/auth/clients/create"},
		"two clients":     {strings.TrimSuffix(good, "}") + "," + strings.TrimPrefix(web, "{"), credentials.CheckClient, "both", "keep only", consolePage + "/auth/clients"},
		"no secret":       {strings.Replace(good, "client_secret", "old_secret", 1), credentials.CheckClient, "secret", "Add secret", ownClient},
		"no id":           {strings.Replace(good, "client_id", "old_id", 1), credentials.CheckClient, "id", "", consolePage + "/auth/clients"},
		"doctored":        {strings.Replace(good, "https://oauth2.googleapis.com/token", "https://evil.example/token", 1), credentials.CheckEndpoints, "token_uri", "", consolePage + "/auth/clients"},
		"a page":          {"<!DOCTYPE html><html>", credentials.CheckClient, "web page", "", consolePage + "/auth/clients"},
		"half of it":      {good[:len(good)/2], credentials.CheckClient, "", "", consolePage + "/auth/clients"},
		"nothing":         {"", credentials.CheckClient, "empty", "", consolePage + "/auth/clients"},
	} {
		t.Run(name, func(t *testing.T) {
			never := &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
				t.Error("a request was sent")
				return nil, http.ErrHandlerTimeout
			})}
			report := credentials.CheckClientFile(t.Context(), []byte(test.file), newGrant(), credentials.CheckOptions{HTTP: never})
			found := result(t, report, test.id)
			require.Equal(t, credentials.StatusFail, found.Status)
			require.Contains(t, found.Evidence, test.says)
			require.NotEmpty(t, found.Remedy)
			require.Contains(t, found.Remedy, test.remedy)
			require.True(t, strings.HasPrefix(found.Link, test.link), found.Link)
			require.NotContains(t, report.String(), "evil.example")
			require.Equal(t, test.id, result(t, report, credentials.CheckRefresh).Because)
			require.Equal(t, test.id, result(t, report, credentials.CheckClientKnown).Because)
			require.False(t, report.OK())
			requireSaneReport(t, report)
			requireColumns(t, report)
		})
	}
	report := credentials.CheckClientFile(t.Context(), []byte(good), nil, credentials.CheckOptions{HTTP: google.Client()})
	require.Equal(t, credentials.StatusOK, result(t, report, credentials.CheckSecret).Status)
}
