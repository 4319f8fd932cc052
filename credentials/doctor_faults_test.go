package credentials_test

import (
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// fault is a setup that somebody really has: what is wrong, and what the doctor
// has to say about it.
type fault struct {
	config googletest.Config
	scopes []string // of the grant; default all
	harm   func(p *patient)

	id     string
	status credentials.Status
	says   string // in the evidence
	remedy string // in the remedy
	link   string // the beginning of the link
	wait   credentials.Waiting
	others []string // further checks that are not well, for the same reason
}

const (
	fails   = credentials.StatusFail
	warns   = credentials.StatusWarn
	unknown = credentials.StatusUnknown

	consolePage = "https://console.cloud.google.com"
	clients     = consolePage + "/auth/clients?project=photos-sync-001"
	ownClient   = consolePage + "/auth/clients/742138104895-"
	newClient   = consolePage + "/auth/clients/create?project=photos-sync-001"
	audience    = consolePage + "/auth/audience?project=photos-sync-001"
	permissions = "https://myaccount.google.com/permissions"
	activation  = "https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=742138104895"
)

func clientFaults() map[string]fault {
	return map[string]fault{
		"a Web client, before the login": {
			harm: func(p *patient) { p.web(); p.grant = nil },
			id:   credentials.CheckClientKnown, status: fails, says: "redirect_uri_mismatch", remedy: "Desktop app", link: newClient,
		},
		"a Web client, when a new consent is needed": {
			harm: func(p *patient) { p.web(); p.grant.ClientID = "" },
			id:   credentials.CheckClientKnown, status: fails, says: "not a Desktop app", remedy: "Desktop app", link: newClient,
			others: []string{credentials.CheckRefresh},
		},
		"a client for TVs": {
			harm: func(p *patient) { p.become(googletest.TVDevice); p.grant = nil },
			id:   credentials.CheckClientKnown, status: fails, says: "not a Desktop app", remedy: "Desktop app", link: newClient,
		},
		"no id": {
			harm: func(p *patient) { p.client.ID = "" },
			id:   credentials.CheckClient, status: fails, says: "no id", remedy: "console's file", link: clients,
		},
		"an unknown id": {
			harm: func(p *patient) { p.unknownID(); p.grant.ClientID = "" },
			id:   credentials.CheckClientKnown, status: fails, says: "no OAuth client has this id", remedy: "copy the client id again", link: clients,
		},
		"an unknown id, before the login": {
			harm: func(p *patient) { p.unknownID(); p.grant = nil },
			id:   credentials.CheckClientKnown, status: fails, says: "no OAuth client has this id", remedy: "copy the client id again", link: clients,
		},
		"an id with a line end": {
			harm: func(p *patient) { p.client.ID += "\n" },
			id:   credentials.CheckClient, status: fails, says: "line ends", remedy: "copy the id again", link: clients,
		},
		"an id that is something else": {
			harm: func(p *patient) { p.client.ID, p.grant = "owner@example.com", nil },
			id:   credentials.CheckClient, status: fails, says: "e-mail address", remedy: "ends in .apps.googleusercontent.com", link: clients,
		},
		"a deleted client": {
			harm: func(p *patient) { p.google.Console("").DeleteClient() },
			id:   credentials.CheckClientKnown, status: fails, says: "deleted_client", remedy: "restore it", link: clients,
		},
		"a deleted client, before the login": {
			harm: func(p *patient) { p.google.Console("").DeleteClient(); p.grant = nil },
			id:   credentials.CheckClientKnown, status: fails, says: "deleted_client", remedy: "within 30 days", link: clients,
		},
		"a disabled client": {
			harm: func(p *patient) { p.google.SetFault(googletest.FaultDisabledClient) },
			id:   credentials.CheckClientKnown, status: fails, says: "disabled", remedy: "notice", link: clients,
		},
		"no secret": {
			harm: func(p *patient) { p.client.Secret = credentials.Secret{} },
			id:   credentials.CheckClient, status: fails, says: "no secret", remedy: "Add secret", link: ownClient,
		},
		"a wrong secret": {
			harm: (*patient).replaceSecret,
			id:   credentials.CheckSecret, status: fails, says: "wrong or was replaced", remedy: "Add secret", link: ownClient,
		},
		"a wrong secret, before the login": {
			harm: func(p *patient) { p.replaceSecret(); p.grant = nil },
			id:   credentials.CheckSecret, status: fails, says: "wrong or was replaced", remedy: "Add secret", link: ownClient,
		},
		"a doctored file": {
			harm: func(p *patient) { p.client.TokenURI = "https://oauth2.evil.example/token" },
			id:   credentials.CheckEndpoints, status: fails, says: "token_uri", remedy: "do not use this file", link: clients,
		},
		"rclone's client": {
			harm: func(p *patient) { p.client.ID, p.grant = sharedID, nil; p.answer(signInPage) },
			id:   credentials.CheckSharedClient, status: warns, says: "2026", remedy: "of your own", link: consolePage + "/auth/clients/create",
		},
		"an app of an organisation, before the login": {
			harm: func(p *patient) { p.google.SetFault(googletest.FaultOrgInternal); p.grant = nil },
			id:   credentials.CheckClientKnown, status: fails, says: "org_internal", remedy: "Make external", link: audience,
		},
	}
}

func grantFaults() map[string]fault {
	return map[string]fault{
		"no refresh token": {
			harm: func(p *patient) { p.grant.RefreshToken = credentials.Secret{} },
			id:   credentials.CheckGrant, status: fails, says: "within an hour", remedy: "ForceConsent", link: clients,
		},
		"no expiry": {
			harm: func(p *patient) { p.grant.Expiry = time.Time{} },
			id:   credentials.CheckGrant, status: warns, says: "never refresh", remedy: "keep the grant of this report",
		},
		"a grant of another client": {
			harm: func(p *patient) { p.grant.ClientID = "99-other.apps.googleusercontent.com" },
			id:   credentials.CheckOwner, status: fails, says: "99-othe…", remedy: "use the client that the grant was given to", link: clients,
		},
		"a grant of another client that nobody noted": {
			harm: func(p *patient) { p.other(); p.grant.ClientID = "" },
			id:   credentials.CheckRefresh, status: fails, says: "another OAuth client", remedy: "use the client that the grant was given to",
			link: consolePage + "/auth/clients?project=photos-sync-002",
		},
		"the wrong account": {
			harm: func(p *patient) { p.options.Account = "someone.else@example.com" },
			id:   credentials.CheckAccount, status: fails, says: "owner@example.com", remedy: "choose someone.else@example.com", link: permissions,
		},
		"boxes not ticked": {
			scopes: credentials.DefaultScopes()[1:],
			id:     credentials.CheckScopes, status: fails, says: "photoslibrary.appendonly", remedy: "tick every box", link: permissions,
		},
		"a grant from before April 2025": {
			scopes: []string{"https://www.googleapis.com/auth/photoslibrary.readonly", "openid", "email"},
			id:     credentials.CheckScopes, status: fails, says: "31 March 2025", remedy: "tick every box", link: permissions,
		},
		"Testing": {
			config: googletest.Config{Testing: true}, harm: func(p *patient) { p.rest(2 * days) },
			id: credentials.CheckLifetime, status: warns, says: "29 November 2026", remedy: "Publish app", link: audience,
		},
		"ended by Testing": {
			config: googletest.Config{Testing: true}, harm: func(p *patient) { p.rest(7 * days) },
			id: credentials.CheckRefresh, status: fails, says: "7 days old", remedy: "Publish app", link: audience,
		},
		"access for a limited time": {
			harm: func(p *patient) { p.grant.RefreshExpiry = p.clock.here().Add(90 * days) },
			id:   credentials.CheckLifetime, status: warns, says: "limited time", remedy: "before that day",
		},
		"revoked": {
			harm: func(p *patient) { p.google.RevokeAccess() },
			id:   credentials.CheckRefresh, status: fails, says: "invalid_grant", remedy: "authorize again", link: permissions,
		},
		"unused for seven months": {
			harm: func(p *patient) { p.rest(220 * days) },
			id:   credentials.CheckRefresh, status: fails, says: "six months", remedy: "let the sync run", link: permissions,
			others: []string{credentials.CheckIdle},
		},
		"unused for five months": {
			harm: func(p *patient) { p.rest(150 * days) },
			id:   credentials.CheckIdle, status: warns, says: "150 days ago", remedy: "once a month", link: clients,
		},
		"forbidden by the administrator": {
			harm: func(p *patient) { p.google.SetFault(googletest.FaultAdminPolicy) },
			id:   credentials.CheckRefresh, status: fails, says: "admin_policy_enforced", remedy: "administrator", link: "https://admin.google.com/",
		},
		"an app of an organisation": {
			harm: func(p *patient) { p.google.SetFault(googletest.FaultOrgInternal) },
			id:   credentials.CheckRefresh, status: fails, says: "org_internal", remedy: "Make external", link: audience,
		},
		"the organisation wants a new login": {
			harm: func(p *patient) { p.google.SetFault(googletest.FaultReauthenticate) },
			id:   credentials.CheckRefresh, status: fails, says: "from time to time", remedy: "authorize again", link: permissions,
		},
		"too many consents": {
			harm: func(p *patient) { p.options.Consents = 97 },
			id:   credentials.CheckConsents, status: warns, says: "97 of 100", remedy: "keep one grant", link: permissions,
		},
	}
}

func apiFaults() map[string]fault {
	return map[string]fault{
		"the API is off": {
			config: googletest.Config{DisabledAPI: true},
			id:     credentials.CheckAPI, status: fails, says: "disabled", remedy: "enable it", link: activation,
			wait: credentials.Waiting{Helps: true, AtMost: 5 * time.Minute},
		},
		"the API is on, in another project": {
			harm: func(p *patient) {
				p.other()
				p.grant = p.signIn()
				p.google.Console(p.client.ID).SetAPI("photoslibrary.googleapis.com", false)
			},
			id: credentials.CheckAPI, status: fails, says: "disabled", remedy: "enable it",
			link: "https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=742138104896",
			wait: credentials.Waiting{Helps: true, AtMost: 5 * time.Minute},
		},
		"the API is off, in another project than the id names": {
			config: googletest.Config{DisabledAPI: true}, harm: func(p *patient) { p.rewrite("742138104895", "99") },
			id: credentials.CheckProject, status: warns, says: "Google names 99", remedy: "in project 99",
			link:   "https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=99",
			others: []string{credentials.CheckAPI},
		},
		"the day's requests are used up": {
			config: googletest.Config{DailyRequests: 1}, harm: func(p *patient) { p.check() },
			id: credentials.CheckQuota, status: warns, says: "today's requests", remedy: "midnight in California", link: consolePage + "/apis/api/photoslibrary.googleapis.com/quotas",
			// The patient's clock says 22 December, 19:00 UTC: 11:00 in California.
			wait: credentials.Waiting{Helps: true, AtLeast: 13 * time.Hour},
		},
		"too many requests a minute": {
			config: googletest.Config{DailyRequests: 1},
			harm: func(p *patient) {
				p.check()
				p.rewrite("ApiCallsPerProjectPerDay", "WritesPerMinutePerUser")
			},
			id: credentials.CheckQuota, status: warns, says: "last minute", remedy: "in a minute", link: consolePage,
			wait: credentials.Waiting{Helps: true, AtLeast: time.Minute},
		},
		"the day's downloads are used up": {
			config: googletest.Config{DailyDownloads: 1}, harm: func(p *patient) { p.check() },
			id: credentials.CheckDownload, status: warns, says: "429", remedy: "later", link: consolePage + "/apis/api/photoslibrary.googleapis.com/quotas",
			wait: credentials.Waiting{Helps: true},
		},
		"nothing to see": {
			harm: func(p *patient) { p.other(); p.grant = p.signIn() }, // the photos are the first client's
			id:   credentials.CheckVisible, status: warns, says: "none", remedy: "only what that app uploaded",
			link: "https://developers.google.com/photos/support/updates",
		},
		"the Picker API is off": {
			config: googletest.Config{DisabledPickerAPI: true}, harm: func(p *patient) { p.options.Picker = true },
			id: credentials.CheckPicker, status: fails, says: "disabled", remedy: "enable it", link: strings.Replace(activation, "library", "picker", 1),
			wait: credentials.Waiting{Helps: true, AtMost: 5 * time.Minute},
		},
		"a grant without the picker's box": {
			scopes: credentials.DefaultScopes(), harm: func(p *patient) { p.options.Picker = true },
			id: credentials.CheckPicker, status: fails, says: "no permission", remedy: "picker.Scope",
		},
	}
}

func wayFaults() map[string]fault {
	broken := func(err error) func(p *patient) {
		return func(p *patient) { p.answer(func(*http.Request) (*http.Response, error) { return nil, err }) }
	}
	helps := credentials.Waiting{Helps: true}
	return map[string]fault{
		"the clock is behind": {
			harm: func(p *patient) { p.clock.skew = -3 * time.Minute },
			id:   credentials.CheckClock, status: warns, says: "3 minutes behind", remedy: "NTP",
		},
		"the clock is far behind": {
			harm: func(p *patient) { p.clock.skew = -2 * time.Hour },
			id:   credentials.CheckClock, status: fails, says: "2 hours behind", remedy: "NTP",
		},
		"the clock is far ahead": {
			harm: func(p *patient) { p.clock.skew = 10 * time.Minute },
			id:   credentials.CheckClock, status: fails, says: "10 minutes ahead of", remedy: "NTP",
		},
		"Google has an outage": {
			harm: func(p *patient) { p.google.SetFault(googletest.FaultUnavailable) },
			id:   credentials.CheckRefresh, status: unknown, says: "503", remedy: "try again later", wait: helps,
		},
		"Google has an outage, before the login": {
			harm: func(p *patient) { p.google.SetFault(googletest.FaultUnavailable); p.grant = nil },
			id:   credentials.CheckClientKnown, status: unknown, says: "503", remedy: "try again later", wait: helps,
			others: []string{credentials.CheckSecret},
		},
		"a network that wants a login": {
			harm: func(p *patient) {
				p.google.Script(googletest.Request{}, slices.Repeat([]googletest.Trouble{googletest.ErrorPage(200)}, 6)...)
			},
			id: credentials.CheckNetwork, status: fails, says: "sign-in page of a network", remedy: "sign in to the network", wait: helps,
			others: []string{credentials.CheckClientKnown},
		},
		"a network that redirects": {
			harm: func(p *patient) {
				p.google.Script(googletest.Request{}, slices.Repeat([]googletest.Trouble{googletest.Redirect("http://login.hotel.example/")}, 6)...)
			},
			id: credentials.CheckNetwork, status: fails, says: "sign-in page of a network", remedy: "sign in to the network", wait: helps,
		},
		"no DNS": {
			harm: broken(&net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "oauth2.googleapis.com", IsNotFound: true}}),
			id:   credentials.CheckNetwork, status: fails, says: "DNS does not find oauth2.googleapis.com", remedy: "DNS server", wait: helps,
		},
		"a proxy that is not there": {
			harm: broken(&net.OpError{Op: "proxyconnect", Net: "tcp", Err: errors.New("connection refused")}),
			id:   credentials.CheckNetwork, status: fails, says: "the proxy", remedy: "HTTPS_PROXY", wait: helps,
		},
		"a firewall": {
			harm: broken(&net.OpError{Op: "dial", Net: "tcp", Err: timeout{}}),
			id:   credentials.CheckNetwork, status: fails, says: "did not answer in time", remedy: "firewall", wait: helps,
		},
		"somebody opens TLS connections": {
			harm: (*patient).distrust,
			id:   credentials.CheckNetwork, status: fails, says: "TLS with oauth2.googleapis.com", remedy: "trust its certificate", wait: helps,
		},
	}
}

func TestDoctorFindsFaults(t *testing.T) {
	total := 0
	for group, faults := range map[string]map[string]fault{
		"client": clientFaults(), "grant": grantFaults(), "API": apiFaults(), "way": wayFaults(),
	} {
		total += len(faults)
		for name, fault := range faults {
			t.Run(group+"/"+name, func(t *testing.T) {
				p := newPatient(t, fault.config, fault.scopes...)
				if fault.harm != nil {
					fault.harm(p)
				}
				report := p.check()
				found := result(t, report, fault.id)
				require.Equal(t, fault.status, found.Status, report)
				require.Contains(t, found.Evidence, fault.says)
				require.Contains(t, found.Remedy, fault.remedy)
				require.True(t, strings.HasPrefix(found.Link, fault.link), found.Link)
				require.Equal(t, fault.link == "", found.Link == "", found.Link)
				require.Equal(t, fault.wait, found.Waiting)
				requireNothingElse(t, report, fault)
				require.LessOrEqual(t, strings.Count(report.String(), "\n"), 24, "one fault fits a screen")
			})
		}
	}
	require.GreaterOrEqual(t, total, 25)
}

// requireNothingElse wants what depends on the fault to be skipped because of it,
// and all else to be well.
func requireNothingElse(t *testing.T, report credentials.Report, fault fault) {
	t.Helper()
	for _, check := range report.Checks {
		switch check.Status {
		case credentials.StatusOK:
		case credentials.StatusSkipped:
			if check.Because != "" {
				require.NotEqual(t, credentials.StatusOK, result(t, report, check.Because).Status, check.ID)
			}
		default:
			// A young grant in production is not proved to be.
			expected := append([]string{fault.id, credentials.CheckLifetime}, fault.others...)
			require.Contains(t, expected, check.ID, report)
		}
	}
}

func TestDoctorSaysNothingOfTheHealthy(t *testing.T) {
	for name, picking := range map[string]bool{"library": false, "picker": true} {
		t.Run(name, func(t *testing.T) {
			p := newPatient(t, googletest.Config{})
			p.options.Picker = picking
			report := p.check()
			require.True(t, report.OK())
			for _, check := range report.Checks {
				require.Contains(t, []credentials.Status{credentials.StatusOK, credentials.StatusSkipped}, check.Status, check)
				require.Empty(t, check.Because, check)
				require.Empty(t, check.Remedy, check)
				require.Empty(t, check.Link, check)
				require.Zero(t, check.Waiting, check)
			}
			require.NotContains(t, report.String(), "->")
			require.Equal(t, 3, report.VisibleItems)
			require.Len(t, p.way.asked, map[bool]int{false: 4, true: 6}[picking])
			p.grant = report.Grant
			require.True(t, p.check().OK())
		})
	}
}
