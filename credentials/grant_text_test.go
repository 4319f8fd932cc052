package credentials_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

func TestMarshalGrant(t *testing.T) {
	grant := newGrant()
	grant.Expiry = now.Add(time.Hour)
	grant.RefreshExpiry = now.Add(7 * 24 * time.Hour)
	grant.RefreshedAt = now.Add(1500 * time.Millisecond).In(time.FixedZone("", 3600))
	grant.EndedAt = now.Add(time.Minute)
	data, err := credentials.MarshalGrant(grant)
	require.NoError(t, err)
	require.NotContains(t, string(data), "\n")

	back, err := credentials.UnmarshalGrant(data)
	require.NoError(t, err)
	grant.RefreshedAt = grant.RefreshedAt.UTC()
	require.Equal(t, grant, back)
	require.True(t, back.AccessToken.Equal(grant.AccessToken))
	require.True(t, back.RefreshToken.Equal(grant.RefreshToken))

	again, err := credentials.MarshalGrant(back)
	require.NoError(t, err)
	require.Equal(t, string(data), string(again))
}

// A grant that has lost its tokens on the way must not replace one that has them.
func TestMarshalGrantRefusesWhatHasNoTokens(t *testing.T) {
	redacted, err := json.Marshal(newGrant())
	require.NoError(t, err)
	var back credentials.Grant
	require.NoError(t, json.Unmarshal(redacted, &back))
	shown := newGrant()
	shown.RefreshToken = credentials.NewSecret(shown.RefreshToken.String())
	broken := newGrant()
	broken.AccessToken = credentials.NewSecret("two\nlines")
	late := newGrant()
	late.Expiry = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		grant *credentials.Grant
		is    error
		says  string
	}{
		"nil":              {nil, credentials.ErrNoRefreshToken, ""},
		"read back":        {&back, credentials.ErrNoRefreshToken, ""},
		"redacted text":    {shown, nil, "no token"},
		"line break":       {broken, nil, "no token"},
		"impossible times": {late, nil, "year"},
	} {
		_, err := credentials.MarshalGrant(test.grant)
		require.Error(t, err, name)
		require.ErrorContains(t, err, test.says, name)
		if test.is != nil {
			require.ErrorIs(t, err, test.is, name)
		}
		requireNoSecret(t, err.Error())
	}
}

// What could not be read back must not replace a grant that can.
func TestMarshalGrantRefusesWhatIsTooLong(t *testing.T) {
	grant := newGrant()
	for range 300_000 {
		grant.Scopes = append(grant.Scopes, "x")
	}
	_, err := credentials.MarshalGrant(grant)
	require.ErrorContains(t, err, "too long")
}

func TestUnmarshalGrantKeepsWhatItDoesNotKnow(t *testing.T) {
	const text = `{"version":1,"refresh_token":"` + refreshToken + `","Refresh_Token":"other","device":{"name":"nas","key":"` + accessToken + `"}}`
	grant, err := credentials.UnmarshalGrant([]byte(text))
	require.NoError(t, err)
	require.Equal(t, refreshToken, grant.RefreshToken.Reveal(), "keys are told apart by case")
	requireNoSecret(t, fmt.Sprintf("%v %+v %#v", grant, grant, grant))
	redacted, err := json.Marshal(grant)
	require.NoError(t, err)
	requireNoSecret(t, string(redacted))

	data, err := credentials.MarshalGrant(grant)
	require.NoError(t, err)
	var fields map[string]any
	require.NoError(t, json.Unmarshal(data, &fields))
	require.Equal(t, map[string]any{"name": "nas", "key": accessToken}, fields["device"])
	require.Equal(t, "other", fields["Refresh_Token"])
}

func TestUnmarshalGrantErrors(t *testing.T) {
	const start = `{"version":1,"refresh_token":"` + refreshToken + `"`
	for name, test := range map[string]struct{ text, says string }{
		"empty":          {"", "not a JSON object"},
		"null":           {"null", "not a JSON object"},
		"a list":         {`["` + refreshToken + `"]`, "not a JSON object"},
		"cut":            {start, "not a JSON object"},
		"doubled":        {start + "}" + start + "}", "not a JSON object"},
		"zeros":          {strings.Repeat("\x00", 200), "not a JSON object"},
		"too long":       {start + "}" + strings.Repeat(" ", 1<<20), "too long"},
		"no version":     {`{"refresh_token":"` + refreshToken + `"}`, "no version"},
		"version 0":      {`{"version":0,"refresh_token":"x"}`, "no version"},
		"redacted":       {`{"version":1,"client_id":"c"}`, "no refresh token"},
		"redacted token": {`{"version":1,"refresh_token":"[redacted]"}`, "no token"},
		"other kind":     {start + `,"expiry":"` + accessToken + `"}`, "field expiry"},
		"number":         {start + `,"scopes":12345}`, "field scopes"},
		"no such time":   {start + `,"expiry":"9999-12-31T23:59:59-05:00"}`, "does not exist"},
	} {
		_, err := credentials.UnmarshalGrant([]byte(test.text))
		require.ErrorIs(t, err, credentials.ErrDamaged, name)
		require.ErrorContains(t, err, test.says, name)
		requireNoSecret(t, err.Error())
		require.NotContains(t, err.Error(), "12345")
	}

	_, err := credentials.UnmarshalGrant([]byte(`{"version":2,"expiry":7}`))
	require.ErrorContains(t, err, "newer version")
	require.NotErrorIs(t, err, credentials.ErrDamaged)
}

// FuzzUnmarshalGrant: what is read can be written, and means the same.
func FuzzUnmarshalGrant(f *testing.F) {
	data, err := credentials.MarshalGrant(newGrant())
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(`{"version":1,"refresh_token":"r","x":1,"a":null,"Version":[2],"expiry":"2026-11-22T19:54:49.5+01:00"}`))
	f.Add([]byte(`{"version":1,"refresh_token":"r","account":"\ud800","scopes":null}`))
	f.Add([]byte(`{"version":9,"expiry":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		grant, err := credentials.UnmarshalGrant(data)
		if err != nil {
			require.Nil(t, grant)
			require.Less(t, len(err.Error()), 300)
			return
		}
		once, err := credentials.MarshalGrant(grant)
		require.NoError(t, err)
		again, err := credentials.UnmarshalGrant(once)
		require.NoError(t, err)
		twice, err := credentials.MarshalGrant(again)
		require.NoError(t, err)
		require.Equal(t, string(once), string(twice))
		require.True(t, again.RefreshToken.Equal(grant.RefreshToken))
		require.True(t, again.Expiry.Equal(grant.Expiry))
	})
}
