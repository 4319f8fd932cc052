// Package googletest is a fake Google for tests and demonstrations: the consent
// page, the token endpoint, the Photos Library API and the Photos Picker, on a
// loopback port or in memory.
//
//	google := googletest.NewServer(t, googletest.Config{}) // in a program: googletest.Start
//	google.AddPhoto(googletest.Photo{Filename: "cat.jpg"})
//	http := google.AuthorizedClient() // or sign in: google.Approve(), google.Client()
//
// The fake refuses what Google refuses, with Google's status and body. What it
// does not know it answers with 404, and lists in [Server.Unexpected]: a
// test should end with none. Ids and tokens are the same in every run.
//
// It plays a user, more with [Server.AddAccount], and keeps Google's rules: a
// Desktop client may redirect to any loopback port and needs its secret; codes
// are used once; refresh tokens die after seven days in testing, after six
// months without use, and beyond 100 of them; one revocation ends every token
// that the user gave to a project; a client sees only what it uploaded; base URLs
// live 60 minutes; 10,000 requests a day and 30 writes a minute are all there
// are, and a write during another one is refused. The picker alone shows every photo, whichever client uploaded it:
// [Server.Pick] chooses as the user does.
//
// Not played: sharing (which ended), formats other than JPEG, PNG, GIF, WebP,
// HEIC, AVIF and videos in MP4, MOV and 3GP, the recompression of videos, the
// flow for TVs, passwords, Google's sweep of clients that nobody
// uses ([Console.DeleteClient] does that), and the limit of 100 users of an app
// that is not verified.
//
// Programs that cannot be given an HTTP client reach the fake through
// [Server.Proxy].
//
// # Time
//
// Programs that wait, for a minute after a refusal or for a grant to end, are
// tested in no time in a bubble of testing/synctest, with a server in memory:
//
//	synctest.Test(t, func(t *testing.T) {
//		google := googletest.NewServer(t, googletest.Config{InMemory: true})
//		library := photoslibrary.Client{HTTP: google.AuthorizedClient()}
//		// requests, troubles, time.Sleep(7 * 24 * time.Hour)
//	})
//
// Make the server inside of the bubble; its clock is then that of the bubble.
//
// # Pages
//
// A sign-in goes through these pages; [Opener] answers them, or a person or a
// test in a browser, by [Server.LocalURL]. The ids do not change. A page has
// the id of its main element:
//
//	page-account     which account: account-0, account-1 … (buttons)
//	page-unverified  Google hasn't verified this app: back-to-safety, advanced (opens the rest), proceed
//	page-testing     the app is being tested: back-to-safety, proceed
//	page-consent     scope-0, scope-1 … (boxes, their value is the scope), cancel, allow
//	page-error       access blocked: message, code
//
// Pages after the first have account (who is signed in) and switch-account (a
// link to page-account). The first is left out if login_hint names an account,
// and the warnings for an Internal app and for identity scopes. Back to safety
// is heard by the program as access_denied, which Google does not document.
//
// # Errors
//
//	consent page     an error page: [*PageError] from [Opener.Open], nothing at the redirect
//	Cancel           error=access_denied at the redirect
//	token endpoint   JSON: error, error_description, error_subtype
//	Library, Picker  JSON: the google.rpc shape with ErrorInfo
//	base URLs        HTML pages: 403 expired, 404 unknown, 429 quota; an image with 404 where there are no such bytes
//
// # States
//
// Each is brought about by one call, or in [Config] from the start; c is
// [Server.Console] of a client. What the clock does is up to Config.Now.
//
//	published, not verified    the default; c.SetAudience(Production)
//	in Testing                 Config.Testing; c.SetAudience(Testing)
//	Internal                   Config.Internal; c.SetAudience(Internal)
//	not a test user            an account of AddAccount in Testing; SetFault(FaultNotTestUser)
//	a test user                c.AddTestUser(email)
//	outside the organisation   an account of another domain; SetFault(FaultOrgInternal)
//	restricted by the admin    SetFault(FaultAdminPolicy)
//	app blocked                SetFault(FaultAppBlocked)
//	another account            AddAccount(email), then Opener.Account = email
//	photos of that account     AddPhoto(Photo{ClientID: account.ClientID("")})
//	turned back, cancelled     Opener.Refuse, Opener.Deny
//	boxes not ticked           Opener.Scopes
//	client deleted, restored   c.DeleteClient(), c.RestoreClient(); SetFault(FaultDeletedClient)
//	client disabled            SetFault(FaultDisabledClient)
//	client of the wrong type   WebClientJSON(); c.AddClient(WebApplication or TVDevice)
//	not a client               ServiceAccountJSON()
//	another project            AddClient()
//	secret rotated             c.AddSecret(), c.RemoveOldSecret()
//	secret refused, old words  SetFault(FaultUnauthorized)
//	access revoked             RevokeAccess(), Account.RevokeAccess(clientID)
//	seven days in Testing      the clock, 604799 s after the consent
//	six months without use     the clock, 183 days after the last refresh
//	101st refresh token        Issue() 100 times
//	access token expired       the clock, or SetAccessTokenTTL(ttl)
//	new login wanted           SetFault(FaultReauthenticate or FaultRAPTRequired)
//	API off, on again          Config.DisabledAPI; SetDisabledAPI(true); c.SetAPI(service, on)
//	API not yet on             Config.Propagation, then the clock
//	daily quota used up        Config.DailyRequests, DailyDownloads
//	writes of the minute       Config.WritesPerMinute
//	all of Google away         SetFault(FaultUnavailable)
//	one request goes wrong     Script, below
//
// # Single requests that go wrong
//
// [Server.Script] names the next requests to meet one of these troubles:
//
//	Error(429).RetryAfter(d)  JSON of 400 or more, as the host writes it
//	ErrorPage(503)            HTML where JSON is expected; 200: a captive portal
//	Garbage()                 200 with broken JSON
//	Redirect(address)         302 to elsewhere
//	Drop()                    no answer, no effect
//	DropAnswer()              no answer, but the request took effect
//	CutUpload(n)              the connection ends after n bytes of the request
//	CutBody(n)                the connection ends after n bytes of the answer
//	ShortBody(n)              a clean end after n bytes, no Content-Length
//	StallBody(n)              nothing comes after n bytes
//	Stall()                   no answer until the client gives up
//	Delay(d)                  the answer comes later
//	EmptyPage()               a page without entries and with a token
//	OverlapPages()            the next page starts with this page's last entry
//	RepeatPageToken()         the page's token leads to this page again
//	Pass()                    none, between two others
package googletest
