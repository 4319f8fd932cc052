package credentials

import "slices"

// StepState says how far a [Step] is.
type StepState string

// The states. Next is the one step to do now; open ones come after it. Unknown
// means that no answer of Google says whether it was done: look yourself.
const (
	StepDone    StepState = "done"
	StepNext    StepState = "next"
	StepOpen    StepState = "open"
	StepUnknown StepState = "unknown"
)

// The steps of a [Guide].
const (
	StepProject     = "project"
	StepEnable      = "enable-api"
	StepPicker      = "enable-picker"
	StepBranding    = "consent-screen"
	StepPermissions = "permissions"
	StepClient      = "client"
	StepPublish     = "publish"
	StepSignIn      = "sign-in"
)

// Step is one thing to do in the Google console, or at the end in the program.
type Step struct {
	// ID is one of the Step constants.
	ID string `json:"id"`
	// Title is what the step is for.
	Title string `json:"title"`
	// Do is what to click, in the words of the console.
	Do string `json:"do"`
	// Link is the page, in the client's project if that is known; the sign-in has
	// none.
	Link  string    `json:"link,omitempty"`
	State StepState `json:"state"`
}

// Steps is a guide through the console.
type Steps []Step

// Guide returns the steps of the console from nothing to a grant that lasts, as
// they were in November 2026, for a private account. The states come from the
// client and the report: the zero values of both are the state of somebody who has
// nothing yet. A report without a client says nothing. The step of the Picker API
// is there if the report is about it.
//
// Some states no answer of Google tells. Those steps are unknown, and the next
// one is the first that is known not to be done.
func Guide(client Client, report Report) Steps {
	g := guide{client: client, report: report}
	steps := Steps{
		{ID: StepProject, Title: "Create a project", Do: "choose a name and press Create", Link: console + "/projectcreate", State: g.project()},
		{ID: StepEnable, Title: "Enable the Photos Library API", Do: "press Enable, and give it up to five minutes; the Photos Picker API too, if photos are to be picked", Link: g.page("/apis/library/" + libraryHost), State: g.enabled(CheckAPI)},
		{ID: StepBranding, Title: "Set up the consent screen", Do: "press Get started; give a name and your address, choose External, agree and press Create", Link: g.page("/auth/overview"), State: g.project()},
		{ID: StepPermissions, Title: "List the permissions", Do: "press Add or remove scopes, paste the three scopes of the Library below Manually add scopes, press Add to table, Update and Save", Link: g.page("/auth/scopes"), State: g.permissions()},
		{ID: StepClient, Title: "Create the OAuth client", Do: "choose Desktop app, press Create and download the JSON at once: the secret is shown only now", Link: g.page("/auth/clients/create"), State: g.desktop()},
		{ID: StepPublish, Title: "Publish the app", Do: "press Publish app and Confirm; in Testing every grant ends after seven days. For personal use no verification is needed", Link: g.page("/auth/audience"), State: g.published()},
		{ID: StepSignIn, Title: "Sign in", Do: "start the consent in this program; at the warning press Advanced and Go to the app, then tick every box", State: g.signedIn()},
	}
	if picking := g.status(CheckPicker); picking != "" && picking != StatusSkipped {
		steps = slices.Insert(steps, 2, Step{ID: StepPicker, Title: "Enable the Photos Picker API", Do: "press Enable, and give it up to five minutes", Link: g.page("/apis/library/" + pickerHost), State: g.enabled(CheckPicker)})
	}
	if next := slices.IndexFunc(steps, func(step Step) bool { return step.State == StepOpen }); next >= 0 {
		steps[next].State = StepNext
	}
	return steps
}

// Next returns the step to do now; it returns false if none is left.
func (s Steps) Next() (Step, bool) {
	i := slices.IndexFunc(s, func(step Step) bool { return step.State == StepNext })
	if i < 0 {
		return Step{}, false
	}
	return s[i], true
}

// guide works the states out.
type guide struct {
	client Client
	report Report
}

func (g guide) page(path string) string {
	link := consolePage(g.client, path)
	if g.client.SharedRclone() {
		link = console + path // the project of that client is somebody else's
	}
	if g.report.Grant == nil {
		return link
	}
	return withAccount(link, g.report.Grant.Account)
}

// own reports whether there is a client of one's own, and with it a project and a
// consent screen: the console makes no client without them.
func (g guide) own() bool { return g.client.ID != "" && !g.client.SharedRclone() }

func (g guide) status(id string) Status {
	if !g.own() {
		return ""
	}
	check, _ := g.report.Check(id)
	return check.Status
}

func (g guide) project() StepState {
	if g.own() {
		return StepDone
	}
	return StepOpen
}

func (g guide) enabled(id string) StepState {
	switch g.status(id) {
	case StatusOK:
		return StepDone
	case StatusFail:
		return StepOpen
	}
	if !g.own() {
		return StepOpen
	}
	return StepUnknown
}

// permissions need no listing once they are granted: the list is for the
// verification, and for the text of the consent page.
func (g guide) permissions() StepState {
	switch {
	case !g.own():
		return StepOpen
	case g.status(CheckScopes) == StatusOK:
		return StepDone
	}
	return StepUnknown
}

func (g guide) desktop() StepState {
	for _, id := range []string{CheckClient, CheckEndpoints, CheckClientKnown, CheckSecret} {
		if g.status(id) == StatusFail {
			return StepOpen
		}
	}
	return g.project()
}

func (g guide) published() StepState {
	switch {
	case !g.own():
		return StepOpen
	case g.status(CheckLifetime) == StatusOK:
		return StepDone
	case g.testing():
		return StepOpen
	}
	return StepUnknown
}

// testing reports whether the consent screen is known to be in Testing.
func (g guide) testing() bool {
	lifetime, _ := g.report.Check(CheckLifetime)
	switch {
	case !g.own() || lifetime.Status == StatusOK:
		return false
	case lifetime.Status == StatusWarn && lifetime.Link != "": // other ends have no page
		return true
	}
	return g.report.Grant != nil && g.report.Grant.FromTesting()
}

// signedIn is not done in Testing either: publishing does not lengthen the life
// of a grant that exists.
func (g guide) signedIn() StepState {
	if g.status(CheckRefresh) != StatusOK || g.report.Reauthorize || g.testing() {
		return StepOpen
	}
	return StepDone
}
