package photoslibrary

import (
	"net/url"
	"regexp"
	"strings"
)

// APIDisabledError is an [ErrAPIDisabled]: the API is off in the project of the
// OAuth client.
type APIDisabledError struct {
	// Service is the API's name, such as photoslibrary.googleapis.com; empty if
	// the answer does not tell.
	Service string
	// Project is the number of the project that Google looked at, with which the
	// ids of its clients begin; empty if the answer does not tell.
	Project string
	// ActivationURL is the page of Google's console on which the API is enabled;
	// empty if the answer names none there.
	ActivationURL string
}

// Error says what to do.
func (e *APIDisabledError) Error() string {
	text := "photoslibrary: the API is disabled"
	if e.Project != "" {
		text += " in project " + e.Project
	}
	return text + ": " + e.remedy()
}

// Is reports whether target is [ErrAPIDisabled].
func (e *APIDisabledError) Is(target error) bool { return target == ErrAPIDisabled }

func (e *APIDisabledError) remedy() string {
	if e.ActivationURL != "" {
		return "enable the API at " + e.ActivationURL + " and wait some minutes"
	}
	return "enable the API in the project of the OAuth client and wait some minutes"
}

var (
	addressInText = regexp.MustCompile(`https://[^\s"'<>\\]+`)
	projectInText = regexp.MustCompile(`\bprojects?[ /](\d+)\b`)
	onlyDigits    = regexp.MustCompile(`^\d+$`)
	serviceName   = regexp.MustCompile(`^[a-z][a-z0-9-]*\.googleapis\.com$`)
)

// apiDisabledError gathers what one of the many forms of this answer tells.
func (e *Error) apiDisabledError() *APIDisabledError {
	out := &APIDisabledError{}
	if service := e.Metadata["service"]; serviceName.MatchString(service) {
		out.Service = service
	}
	if _, number, ok := strings.Cut(e.Metadata["consumer"], "projects/"); ok && onlyDigits.MatchString(number) {
		out.Project = number
	} else if found := projectInText.FindStringSubmatch(e.text()); found != nil {
		out.Project = found[1]
	}
	addresses := append([]string{e.Metadata["activationUrl"]}, e.helpLinks()...)
	addresses = append(addresses, addressInText.FindAllString(e.text(), -1)...)
	for _, address := range addresses {
		if page, ok := consolePage(address); ok {
			out.ActivationURL = page.String()
			out.fillFrom(page)
			break
		}
	}
	return out
}

// fillFrom reads .../apis/api/SERVICE/overview?project=NUMBER.
func (e *APIDisabledError) fillFrom(page *url.URL) {
	for part := range strings.SplitSeq(page.Path, "/") {
		if e.Service == "" && serviceName.MatchString(part) {
			e.Service = part
		}
	}
	if number := page.Query().Get("project"); e.Project == "" && onlyDigits.MatchString(number) {
		e.Project = number
	}
}

// helpLinks are those of the google.rpc.Help detail that lead to the switch.
func (e *Error) helpLinks() []string {
	var out []string
	for _, detail := range e.Err.Details {
		fields, _ := detail.(map[string]any)
		links, _ := fields["links"].([]any)
		for _, each := range links {
			link, _ := each.(map[string]any)
			description, _ := link["description"].(string)
			if address, _ := link["url"].(string); strings.Contains(description, "API activation") {
				out = append(out, address)
			}
		}
	}
	return out
}

// maxAddress is more than any page of the console needs.
const maxAddress = 300

// consolePage admits pages of Google's console only: the text came over the
// network, and people are told to open it.
func consolePage(address string) (*url.URL, bool) {
	page, err := url.Parse(address)
	if err != nil || len(address) > maxAddress || page.Scheme != "https" || page.User != nil {
		return nil, false
	}
	return page, page.Host == "console.developers.google.com" || page.Host == "console.cloud.google.com"
}
