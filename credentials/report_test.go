package credentials_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

const healthyText = `ok      OAuth client           742138104895-CLID…
ok      Endpoints              on Google's hosts
ok      Client of your own     it is not rclone's shared one
ok      Grant                  it has a refresh token
ok      Client of the grant    Google says so
ok      Grant in use           last used today
ok      Way to Google          3 of Google's hosts answered
ok      Clock                  right to the minute
ok      Client at Google       the refresh proves it
ok      Client secret          the refresh proves it
ok      Grant accepted         a new access token was issued
ok      Lifetime of the grant  it has outlived Testing: it works after 30 days
ok      Permissions            all three Photos scopes are granted
ok      Account                owner@example.com
ok      Photos Library API     it is enabled and answers
ok      Quota                  there are requests left
ok      Visible items          3 items
ok      Download               the bytes of a photo can be had
`

const disabledText = `fail    Photos Library API     it is disabled in the client's project
        -> enable it, wait a few minutes, and check again
        -> https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=742138104895&authuser=owner%40example.com
        -> it takes up to 5 minutes to show
ok      Project                742138104895
skipped because of Photos Library API: Quota, Visible items, Download
`

func TestReportText(t *testing.T) {
	mask := func(p *patient, text string) string {
		_, rest, _ := strings.Cut(p.client.ID, "-")
		return strings.ReplaceAll(text, rest[:4]+"…", "CLID…")
	}
	p := newPatient(t, googletest.Config{})
	require.Equal(t, healthyText, mask(p, p.check().String()))

	p = newPatient(t, googletest.Config{DisabledAPI: true})
	head, _, _ := strings.Cut(healthyText, "ok      Photos Library API")
	head = strings.Replace(head, "3 of Google's hosts", "2 of Google's hosts", 1)
	require.Equal(t, head+disabledText, mask(p, p.check().String()))
}

// What is copied into a request for help names neither the person nor the client.
func TestReportJSON(t *testing.T) {
	p := newPatient(t, googletest.Config{Testing: true})
	p.options.Account = "someone@example.com"
	report := p.check()
	asJSON, err := json.Marshal(report)
	require.NoError(t, err)
	for _, secret := range []string{"owner@", "someone@", "owner%40", p.client.ID, p.grant.RefreshToken.Reveal(), p.grant.AccessToken.Reveal()} {
		require.NotContains(t, string(asJSON), secret)
	}
	require.Contains(t, report.String(), "owner@example.com")
	require.Contains(t, string(asJSON), "o…@example.com, not s…@example.com")

	var read credentials.Report
	require.NoError(t, json.Unmarshal(asJSON, &read))
	require.Nil(t, read.Grant)
	require.Equal(t, report.At, read.At)
	require.Equal(t, now, read.At)
	require.Equal(t, report.Reauthorize, read.Reauthorize)
	require.Equal(t, report.OK(), read.OK())
	require.Equal(t, statuses(report), statuses(read))
	again, err := json.Marshal(read)
	require.NoError(t, err)
	require.JSONEq(t, string(asJSON), string(again))
}

// Addresses have more letters than those of English.
func TestReportJSONMasksEveryAddress(t *testing.T) {
	for address, masked := range map[string]string{
		"jösé@example.com": "j…@example.com", "o'neil@example.com": "o…@example.com", "名前@example.com": "名…@example.com",
		"a!b#c$@example.com": "a…@example.com", "ann/bob@example.com": "a…@example.com", "xy@example.com": "x…@example.com",
	} {
		report := credentials.Report{Account: address, Checks: []credentials.CheckResult{{Evidence: address + ", not x", Remedy: "choose " + address}}}
		asJSON, err := json.Marshal(report)
		require.NoError(t, err)
		require.Equal(t, 3, strings.Count(string(asJSON), masked), string(asJSON))
		require.NotContains(t, string(asJSON), address[1:])
	}
}

func TestReportJSONHasNoPageOfTheClient(t *testing.T) {
	client := desktopClient()
	client.Secret = credentials.Secret{}
	report := credentials.Check(t.Context(), client, nil, credentials.CheckOptions{})
	require.Contains(t, result(t, report, credentials.CheckClient).Link, clientID)
	asJSON, err := json.Marshal(report)
	require.NoError(t, err)
	require.NotContains(t, string(asJSON), clientID)
	require.Contains(t, string(asJSON), "https://console.cloud.google.com/auth/clients?project=my-photos")
}

func TestWaiting(t *testing.T) {
	for text, waiting := range map[string]credentials.Waiting{
		"":                                 {},
		"waiting may help":                 {Helps: true},
		"wait 90 seconds":                  {Helps: true, AtLeast: 89*time.Second + time.Millisecond*500},
		"wait 1 minute":                    {Helps: true, AtLeast: time.Minute},
		"wait 14 hours":                    {Helps: true, AtLeast: 13*time.Hour + time.Second},
		"wait 1 day":                       {Helps: true, AtLeast: 24 * time.Hour},
		"wait 3 days":                      {Helps: true, AtLeast: 50 * time.Hour},
		"it takes up to 5 minutes to show": {Helps: true, AtMost: 5 * time.Minute},
	} {
		require.Equal(t, text, waiting.String())
		asJSON, err := json.Marshal(waiting)
		require.NoError(t, err)
		var read credentials.Waiting
		require.NoError(t, json.Unmarshal(asJSON, &read))
		require.InDelta(t, waiting.AtLeast, read.AtLeast, float64(time.Second))
		require.Equal(t, waiting.AtMost, read.AtMost)
		require.Equal(t, waiting.Helps, read.Helps)
	}
	var read credentials.Waiting
	require.Error(t, json.Unmarshal([]byte(`"soon"`), &read))
}
