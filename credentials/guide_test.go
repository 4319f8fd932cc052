package credentials_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// states are the steps in short: the first letter of each state.
func states(steps credentials.Steps) string {
	var out strings.Builder
	for _, step := range steps {
		out.WriteByte(step.State[0])
	}
	return out.String()
}

func TestGuide(t *testing.T) {
	// project, API, consent screen, permissions, client, publish, sign-in
	for name, test := range map[string]struct {
		config googletest.Config
		harm   func(p *patient)
		states string
		next   string // the ID
		link   string // its beginning
	}{
		"healthy": {states: "ddddddd"},
		"a client before the login": {
			harm: func(p *patient) { p.grant = nil }, states: "dududun", next: credentials.StepSignIn,
		},
		"a Web client": {
			harm: func(p *patient) { p.web(); p.grant = nil }, states: "dudunuo", next: credentials.StepClient, link: newClient,
		},
		"a deleted client": {
			harm: func(p *patient) { p.google.SetFault(googletest.FaultDeletedClient) }, states: "dudunuo", next: credentials.StepClient, link: newClient,
		},
		"rclone's client": {
			harm: func(p *patient) { p.client.ID, p.grant = sharedID, nil; p.answer(signInPage) }, states: "noooooo",
			next: credentials.StepProject, link: consolePage + "/projectcreate",
		},
		"the API is off": {
			config: googletest.Config{DisabledAPI: true}, states: "dnddddd", next: credentials.StepEnable,
			link: consolePage + "/apis/library/photoslibrary.googleapis.com?project=photos-sync-001&authuser=owner%40example.com",
		},
		"the Picker API is off": {
			config: googletest.Config{DisabledPickerAPI: true}, harm: func(p *patient) { p.options.Picker = true }, states: "ddnddddd", next: credentials.StepPicker,
			link: consolePage + "/apis/library/photospicker.googleapis.com?project=photos-sync-001",
		},
		"Testing": {
			config: googletest.Config{Testing: true}, states: "dddddno", next: credentials.StepPublish, link: audience,
		},
		"ended by Testing": {
			config: googletest.Config{Testing: true},
			harm: func(p *patient) {
				p.grant = p.check().Grant // which says when it ends
				p.rest(8 * days)
			},
			states: "dududno", next: credentials.StepPublish, link: audience,
		},
		"revoked": {
			harm: func(p *patient) { p.google.RevokeAccess() }, states: "dududun", next: credentials.StepSignIn,
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPatient(t, test.config)
			if test.harm != nil {
				test.harm(p)
			}
			report := p.check()
			steps := credentials.Guide(p.client, report)
			require.Equal(t, test.states, states(steps), steps)
			next, ok := steps.Next()
			require.Equal(t, test.next != "", ok)
			require.Equal(t, test.next, next.ID)
			require.True(t, strings.HasPrefix(next.Link, test.link), next.Link)

			// A report that was kept as JSON tells the same, but for the account.
			text, err := json.Marshal(report)
			require.NoError(t, err)
			var read credentials.Report
			require.NoError(t, json.Unmarshal(text, &read))
			if name != "ended by Testing" { // the end is in the grant
				require.Equal(t, test.states, states(credentials.Guide(p.client, read)))
			}
		})
	}
}

func TestGuideWithNothing(t *testing.T) {
	steps := credentials.Guide(credentials.Client{}, credentials.Report{})
	require.Equal(t, "noooooo", states(steps))
	for _, step := range steps {
		require.NotEmpty(t, step.Do)
		require.NotContains(t, step.Link, "project=")
		require.Equal(t, step.ID == credentials.StepSignIn, step.Link == "")
	}
	text, err := json.Marshal(steps)
	require.NoError(t, err)
	var read credentials.Steps
	require.NoError(t, json.Unmarshal(text, &read))
	require.Equal(t, steps, read)
	_, ok := credentials.Steps{}.Next()
	require.False(t, ok)
}

// A client says already where its project is.
func TestGuideWithAClientOnly(t *testing.T) {
	client := desktopClient()
	client.ProjectID = ""
	steps := credentials.Guide(client, credentials.Report{})
	require.Equal(t, "dududun", states(steps))
	require.Equal(t, "https://console.cloud.google.com/auth/audience?project=742138104895", steps[5].Link)
}

func TestGuideFitsATerminal(t *testing.T) {
	for _, client := range []credentials.Client{{}, desktopClient()} {
		for line := range strings.Lines(credentials.Guide(client, credentials.Report{}).String()) {
			if !strings.Contains(line, "https://") {
				require.LessOrEqual(t, len([]rune(line)), 81, line)
			}
		}
	}
}
