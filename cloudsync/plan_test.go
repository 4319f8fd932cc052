package cloudsync_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
)

func planned(t *testing.T, s cloudsync.Setup) *cloudsync.Plan {
	t.Helper()
	plan, err := s.Plan(t.Context())
	require.NoError(t, err)
	return plan
}

func TestApplyIsIdempotent(t *testing.T) {
	setup, shelf, board := newSetup()
	plan := planned(t, setup)
	require.Equal(t, cloudsync.Create, plan.Credential.Action)
	require.Equal(t, cloudsync.Create, plan.Task.Action)
	require.Zero(t, shelf.writes+board.writes, "a plan changes nothing")

	applied, err := plan.Apply(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, applied.CredentialID)
	require.Equal(t, "nightly", applied.Task.Description)
	require.Equal(t, 1, applied.Task.Credential.ID)

	second := planned(t, setup)
	require.True(t, second.Empty(), second)
	again, err := second.Apply(t.Context())
	require.NoError(t, err)
	require.Equal(t, applied.Task.ID, again.Task.ID)
	require.Equal(t, 1, shelf.writes)
	require.Equal(t, 1, board.writes)
}

func TestPlanPrintsNoSecret(t *testing.T) {
	setup, _, _ := newSetup()
	setup.Task.Encryption, setup.Task.EncryptionPassword = true, truenas.NewSecret("hunter3")
	plan := planned(t, setup)
	asJSON, err := json.Marshal(plan)
	require.NoError(t, err)
	for _, text := range []string{plan.String(), string(asJSON), fmt.Sprintf("%+v", plan), fmt.Sprintf("%#v", plan)} {
		for _, bad := range []string{"hunter", "ya29", "1//refresh"} {
			require.NotContains(t, text, bad)
		}
	}
	require.Contains(t, plan.String(), "encryption_password = [redacted]")
}

func TestTokens(t *testing.T) {
	later, earlier := noon.Add(time.Hour), noon.Add(-time.Hour)
	for _, test := range []struct {
		name   string
		stored func() string
		action cloudsync.Action
		wins   string // the access token that Apply leaves
	}{
		{"the NAS refreshed: its copy stays", line(newGrant("ya29.nas", "1//refresh", later)), cloudsync.Keep, "ya29.nas"},
		{"ours is newer", line(newGrant("ya29.old", "1//refresh", earlier)), cloudsync.Update, "ya29.one"},
		{"the same", line(newGrant("ya29.one", "1//refresh", noon)), cloudsync.Keep, "ya29.one"},
		{"another grant is replaced, however new", line(newGrant("ya29.other", "1//other", later)), cloudsync.Update, "ya29.one"},
		{"several lines: the same token on one", func() string { return indent(line(newGrant("ya29.one", "1//refresh", noon))()) }, cloudsync.Update, "ya29.one"},
		{"several lines, and newer", func() string { return indent(line(newGrant("ya29.nas", "1//refresh", later))()) }, cloudsync.Update, "ya29.nas"},
		{"no token at all", func() string { return "nonsense" }, cloudsync.Update, "ya29.one"},
	} {
		t.Run(test.name, func(t *testing.T) {
			setup, shelf, _ := newSetup()
			_, err := planned(t, setup).Apply(t.Context())
			require.NoError(t, err)
			provider := shelf.stored[0].Provider.(truenas.GooglePhotos)
			provider.Token = truenas.NewSecret(test.stored())
			shelf.stored[0].Provider = provider

			plan := planned(t, setup)
			require.Equal(t, test.action, plan.Credential.Action, plan)
			_, err = plan.Apply(t.Context())
			require.NoError(t, err)
			token, err := rclonecfg.ParseToken(shelf.token())
			require.NoError(t, err)
			require.Equal(t, test.wins, token.AccessToken.Reveal())
			require.True(t, planned(t, setup).Empty())
		})
	}
}

func indent(token string) string {
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(token), "", "  "); err != nil {
		panic(err)
	}
	return out.String()
}

func line(grant *credentials.Grant) func() string {
	return func() string {
		text, err := rclonecfg.FormatToken(rclonecfg.TokenFrom(grant.Token()))
		if err != nil {
			panic(err)
		}
		return text.Reveal()
	}
}

func TestNewSecretKeepsTheNewerToken(t *testing.T) {
	setup, shelf, _ := newSetup()
	_, err := planned(t, setup).Apply(t.Context())
	require.NoError(t, err)
	provider := shelf.stored[0].Provider.(truenas.GooglePhotos)
	provider.Token = truenas.NewSecret(line(newGrant("ya29.nas", "1//refresh", noon.Add(time.Hour)))())
	provider.ClientSecret = truenas.NewSecret("GOCSPX-rotated-away")
	shelf.stored[0].Provider = provider

	plan := planned(t, setup)
	require.Equal(t, cloudsync.Update, plan.Credential.Action)
	require.Len(t, plan.Credential.Fields, 1)
	_, err = plan.Apply(t.Context())
	require.NoError(t, err)
	require.Contains(t, shelf.token(), "ya29.nas")
}

func TestTaskDrift(t *testing.T) {
	setup, _, board := newSetup()
	_, err := planned(t, setup).Apply(t.Context())
	require.NoError(t, err)

	// TrueNAS's own way to write things is not drift.
	board.stored[0].Path = "/mnt/tank/photos/"
	board.stored[0].Attributes.Folder = "/media/all/"
	require.True(t, planned(t, setup).Empty())

	board.stored[0].Path = "/mnt/tank/elsewhere"
	board.stored[0].Enabled = false
	board.stored[0].Exclude = []string{"*.mov"}
	plan := planned(t, setup)
	require.Equal(t, cloudsync.Update, plan.Task.Action)
	var fields []string
	for _, field := range plan.Task.Fields {
		fields = append(fields, field.Field)
	}
	require.Equal(t, []string{"path", "enabled", "exclude"}, fields)
	_, err = plan.Apply(t.Context())
	require.NoError(t, err)
	require.True(t, planned(t, setup).Empty())
}

func TestLostAnswersMakeNoDuplicates(t *testing.T) {
	setup, shelf, board := newSetup()
	shelf.lose, board.lose = true, true
	applied, err := planned(t, setup).Apply(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, applied.CredentialID)
	require.Equal(t, 1, applied.Task.ID)
	require.Len(t, shelf.stored, 1)
	require.Len(t, board.stored, 1)
}

func TestRefusals(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*cloudsync.Setup)
		want   string
	}{
		{"no name", func(s *cloudsync.Setup) { s.CredentialName = "" }, "Setup.CredentialName"},
		{"no grant", func(s *cloudsync.Setup) { s.Grant = nil }, "Setup.Grant"},
		{"no API", func(s *cloudsync.Setup) { s.Tasks = nil }, "Setup.Tasks"},
		{"no description", func(s *cloudsync.Setup) { s.Task.Description = "" }, "Setup.Task.Description"},
		{"foreign grant", func(s *cloudsync.Setup) { s.Grant.ClientID = "other" }, "another OAuth client"},
		{"a credential id", func(s *cloudsync.Setup) { s.Task.CredentialID = 7 }, "Setup.Task.CredentialID"},
		{"a direction of its own", func(s *cloudsync.Setup) { s.Task.Direction = "push" }, "Setup.Task.Direction"},
		{"a mode of its own", func(s *cloudsync.Setup) { s.Task.TransferMode = "" }, "Setup.Task.TransferMode"},
		{"a path outside the pools", func(s *cloudsync.Setup) { s.Task.Path = "/mnt/../etc" }, "Setup.Task.Path"},
		{"root folder", func(s *cloudsync.Setup) { s.Task.Attributes.Folder = "" }, "media/all"},
		{"grant without refresh token", func(s *cloudsync.Setup) { s.Grant.RefreshToken = truenas.Secret{} }, "the grant: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			setup, shelf, board := newSetup()
			test.change(&setup)
			_, err := setup.Plan(t.Context())
			require.ErrorContains(t, err, test.want)
			require.Zero(t, shelf.writes+board.writes)
		})
	}

	t.Run("two tasks of that name", func(t *testing.T) {
		setup, _, board := newSetup()
		_, err := planned(t, setup).Apply(t.Context())
		require.NoError(t, err)
		twin := board.stored[0]
		twin.ID = 2
		board.stored = append(board.stored, twin)
		_, err = setup.Plan(t.Context())
		var ambiguous *cloudsync.AmbiguousError
		require.ErrorAs(t, err, &ambiguous)
		require.Equal(t, []int{1, 2}, ambiguous.IDs)
	})
	t.Run("redacted by the role", func(t *testing.T) {
		setup, shelf, _ := newSetup()
		hidden := truenas.NewSecret("********")
		shelf.stored = []truenas.Credential{{ID: 1, Name: "photos", Provider: truenas.GooglePhotos{ClientID: "********", ClientSecret: hidden, Token: hidden}}}
		_, err := setup.Plan(t.Context())
		require.ErrorIs(t, err, truenas.ErrRedacted)
		require.ErrorContains(t, err, "CLOUD_SYNC_WRITE")
	})
	t.Run("the name belongs to another provider", func(t *testing.T) {
		setup, shelf, _ := newSetup()
		shelf.stored = []truenas.Credential{{ID: 1, Name: "photos", Provider: truenas.Unknown{Type: "S3"}}}
		_, err := setup.Plan(t.Context())
		require.ErrorContains(t, err, "S3")
	})
	t.Run("the NAS cannot use the credential", func(t *testing.T) {
		setup, shelf, board := newSetup()
		shelf.invalid = "oauth2: invalid_grant"
		_, err := planned(t, setup).Apply(t.Context())
		var verify *cloudsync.VerifyError
		require.ErrorAs(t, err, &verify)
		require.ErrorIs(t, err, credentials.ErrReauthorize)
		require.Zero(t, shelf.writes+board.writes, "nothing is stored that does not verify")
	})
	t.Run("the NAS is away", func(t *testing.T) {
		setup, shelf, _ := newSetup()
		shelf.err = truenas.ErrConnectionLost
		_, err := setup.Plan(t.Context())
		require.ErrorIs(t, err, truenas.ErrConnectionLost)
	})
}

func TestWarnings(t *testing.T) {
	setup, _, _ := newSetup()
	require.Empty(t, planned(t, setup).Warnings)

	setup.Grant.RefreshExpiry = noon.Add(180 * 24 * time.Hour)
	require.Equal(t, []string{"The grant ends on 21 May 2027 12:00 UTC: authorize again before."}, planned(t, setup).Warnings)
	setup.Grant.RefreshExpiry = noon.Add(7 * 24 * time.Hour)
	setup.Task.TransferMode = truenas.Sync
	setup.Report = &credentials.Report{Checks: []credentials.CheckResult{{ID: credentials.CheckVisible, Status: credentials.StatusWarn}}}
	warnings := planned(t, setup).Warnings
	require.Len(t, warnings, 3)
	require.Contains(t, warnings[0], "can see no photos")
	require.Contains(t, warnings[1], "29 November 2026")
	require.Contains(t, warnings[2], "SYNC deletes files in /mnt/tank/photos")

	setup.Report = &credentials.Report{Checks: []credentials.CheckResult{{ID: credentials.CheckVisible, Status: credentials.StatusSkipped}}}
	require.Len(t, planned(t, setup).Warnings, 2, "not having looked is not having seen nothing")
}

func TestWarningsAboutTheGrant(t *testing.T) {
	setup, _, _ := newSetup()
	setup.Grant.Scopes = []string{photoslibrary.ScopeAppendOnly}
	require.Contains(t, planned(t, setup).Warnings[0], "lacks photoslibrary.readonly.appcreateddata and photoslibrary.edit.appcreateddata")

	setup.Report = &credentials.Report{Checks: []credentials.CheckResult{
		{ID: credentials.CheckRefresh, Status: credentials.StatusFail, Title: "Google accepts the grant", Evidence: "revoked", Remedy: "Authorize again."},
	}}
	require.Equal(t, []string{"The check of the grant failed, Google accepts the grant: revoked. Authorize again."}, planned(t, setup).Warnings)
}

func TestWarningsAboutTheMode(t *testing.T) {
	for _, mode := range []truenas.TransferMode{truenas.Sync, truenas.Move} {
		for _, direction := range []truenas.Direction{truenas.Pull, truenas.Push} {
			setup, _, _ := newSetup()
			setup.Task.TransferMode, setup.Task.Direction = mode, direction
			setup.Task.Attributes.Folder = "album/NAS"
			warnings := planned(t, setup).Warnings
			require.Len(t, warnings, 1)
			require.Contains(t, warnings[0], string(mode))
			require.Contains(t, warnings[0], "/mnt/tank/photos")
		}
	}
}

func TestApplyTwice(t *testing.T) {
	setup, shelf, board := newSetup()
	plan := planned(t, setup)
	_, err := plan.Apply(t.Context())
	require.NoError(t, err)
	again, err := plan.Apply(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, again.Task.ID)
	require.Equal(t, 2, shelf.writes+board.writes, "what is done is not done twice")
}

func TestApplyKeepsATokenThatCameAfterThePlan(t *testing.T) {
	setup, shelf, _ := newSetup()
	_, err := planned(t, setup).Apply(t.Context())
	require.NoError(t, err)
	setup.Client.Secret = truenas.NewSecret("GOCSPX-rotated")
	plan := planned(t, setup)

	provider := shelf.stored[0].Provider.(truenas.GooglePhotos)
	provider.Token = truenas.NewSecret(line(newGrant("ya29.nas", "1//refresh", noon.Add(time.Hour)))())
	shelf.stored[0].Provider = provider
	_, err = plan.Apply(t.Context())
	require.NoError(t, err)
	require.Contains(t, shelf.token(), "ya29.nas")
	require.Equal(t, "GOCSPX-rotated", shelf.stored[0].Provider.(truenas.GooglePhotos).ClientSecret.Reveal())
}

func TestStalePlan(t *testing.T) {
	setup, shelf, board := newSetup()
	_, err := planned(t, setup).Apply(t.Context())
	require.NoError(t, err)
	setup.Task.Exclude = []string{"*.mov"}
	plan := planned(t, setup)
	board.stored[0].Path = "/mnt/tank/moved-by-hand"
	writes := shelf.writes + board.writes
	_, err = plan.Apply(t.Context())
	var stale *cloudsync.StalePlanError
	require.ErrorAs(t, err, &stale)
	require.Equal(t, "task", stale.Change.Kind)
	require.Equal(t, writes, shelf.writes+board.writes)
}

func TestALostAnswerIsNotSomebodyElsesCredential(t *testing.T) {
	setup, shelf, _ := newSetup()
	plan := planned(t, setup)
	shelf.lose = true
	shelf.foreign = true
	_, err := plan.Apply(t.Context())
	require.ErrorIs(t, err, truenas.ErrUncertain)
}

// Limits that look alike when rounded are not the same limit.
func TestBandwidthIsComparedToTheByte(t *testing.T) {
	setup, _, board := newSetup()
	_, err := planned(t, setup).Apply(t.Context())
	require.NoError(t, err)
	stored, wanted := int64(1<<20), int64(1<<20+1)
	board.stored[0].BWLimit = truenas.BandwidthSchedule{{Time: "08:00", Bandwidth: &stored}, {Time: "20:00"}}
	setup.Task.BWLimit = truenas.BandwidthSchedule{{Time: "8:00", Bandwidth: &wanted}, {Time: "20:00"}}
	require.Contains(t, planned(t, setup).String(), "bwlimit: 08:00,1M 20:00,off → 08:00,1048577B 20:00,off")
	wanted = stored
	require.True(t, planned(t, setup).Empty())
}

func TestAttributesOfANewerTrueNAS(t *testing.T) {
	setup, _, board := newSetup()
	_, err := planned(t, setup).Apply(t.Context())
	require.NoError(t, err)
	board.stored[0].Attributes.Extra = map[string]json.RawMessage{"new": json.RawMessage(`1`), "mine": json.RawMessage(`[1]`)}
	require.True(t, planned(t, setup).Empty(), "what a Setup does not know is no drift")

	setup.Task.Exclude = []string{"*.mov"}
	setup.Task.Attributes.Extra = map[string]json.RawMessage{"mine": json.RawMessage(`[1, 2]`)}
	setup.Task.Attributes.FastList = truenas.Set(true)
	plan := planned(t, setup)
	require.Contains(t, plan.String(), "attributes.mine: [1] → [1,2]")
	require.Contains(t, plan.String(), "attributes.fast_list: (none) → true")
	_, err = plan.Apply(t.Context())
	require.NoError(t, err)
	require.JSONEq(t, `1`, string(board.stored[0].Attributes.Extra["new"]))
	require.JSONEq(t, `[1,2]`, string(board.stored[0].Attributes.Extra["mine"]))
	require.Equal(t, truenas.Set(true), board.stored[0].Attributes.FastList)
	require.True(t, planned(t, setup).Empty())
}

func TestCheckFolder(t *testing.T) {
	for _, folder := range []string{"", "/", "//", ".", "media", "/media/", "media/.", "media/by-day", "media/by-day/", "media/x/..", "nonsense", "album/100%"} {
		var refused *cloudsync.FolderError
		require.ErrorAs(t, cloudsync.CheckFolder(folder, truenas.Pull), &refused, folder)
		require.NotEmpty(t, refused.Suggestion)
	}
	for _, folder := range []string{"media/all", "media/by-day/2024", "album", "album/Été 2024", "/album/X/", "upload", "feature/favorites"} {
		require.NoError(t, cloudsync.CheckFolder(folder, truenas.Pull), folder)
	}
	for folder, ok := range map[string]bool{"album/X": true, "upload": true, "upload/a": true, "album": false, "media/all": false, "feature/favorites": false} {
		require.Equal(t, ok, cloudsync.CheckFolder(folder, truenas.Push) == nil, folder)
	}
}
