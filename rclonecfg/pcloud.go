package rclonecfg

import (
	"regexp"
	"strings"
)

// PCloud has the settings of a pCloud remote, chosen as in [Box] and with its
// rules.
type PCloud struct {
	ClientID     string
	ClientSecret Secret
	// Token of pCloud has an access token only, and never ends.
	Token Token
	// Hostname is the server of the account's region, such as
	// "eapi.pcloud.com"; "" is "api.pcloud.com".
	Hostname string
	Other    []Option
}

// hostName is a name with an optional port: rclone puts https:// in front.
var hostName = regexp.MustCompile(`^[\pL\pN_]([\pL\pN._-]*[\pL\pN_])?(:\d{1,5})?$`)

func canonicalHost(value string) (string, error) {
	if !hostName.MatchString(value) {
		return "", reasonError("is not the name of a server: write it without https:// and path, like eapi.pcloud.com")
	}
	return value, nil
}

// pCloudOthers are the options without a field that rclone v1.76 has for pCloud.
const pCloudOthers = `
	auth_url token_url client_credentials encoding root_folder_id username password description
`

func pCloudForm(p *PCloud) form {
	return form{
		types: []string{"pcloud"},
		settings: append(
			oauthSettings(&p.ClientID, &p.ClientSecret, &p.Token),
			formSetting("hostname", &p.Hostname, "api.pcloud.com", canonicalHost),
		),
		others: strings.Fields(pCloudOthers),
		rest:   &p.Other,
		check: func() (string, error) {
			return checkOAuth(p.ClientID, p.ClientSecret, p.Token, checkLasting)
		},
	}
}

// Remote returns the remote called name with these settings. The error is as in
// [Box.Remote].
func (p PCloud) Remote(name string) (Remote, error) { return pCloudForm(&p).remote(name) }

// ParsePCloud reads the settings of a pCloud remote. The error is as in
// [Box.Remote].
func ParsePCloud(r Remote) (PCloud, error) { return parseRemote(r, pCloudForm) }
