package rclonecfg

import "strings"

// Box has a field for each setting of a Box remote that a TrueNAS credential has.
// The rules are those of [GooglePhotos]: what rclone would ignore or refuse is an
// error, and nothing is lost between a remote and these settings.
type Box struct {
	// ClientID and ClientSecret are those of the OAuth client that got the
	// token. Without them rclone uses a client of its own.
	ClientID     string
	ClientSecret Secret
	// Token has to be one that rclone can renew. Box gives a new refresh token
	// each time and takes the old one back, so never use a token in two places.
	Token Token
	// Other are options that have no field here: those of the backend, and
	// rclone's general ones, with "override." or "global." in front. Their
	// names are checked, their values are not.
	Other []Option
}

// boxOthers are the options without a field that rclone v1.76 has for Box: what
// "rclone config providers" lists.
const boxOthers = `
	auth_url token_url client_credentials root_folder_id box_config_file config_credentials
	access_token box_sub_type upload_cutoff commit_retries list_chunk owned_by impersonate
	encoding description
`

func boxForm(b *Box) form {
	return form{
		types:    []string{"box"},
		settings: oauthSettings(&b.ClientID, &b.ClientSecret, &b.Token),
		others:   strings.Fields(boxOthers),
		rest:     &b.Other,
		check: func() (string, error) {
			return checkOAuth(b.ClientID, b.ClientSecret, b.Token, checkRenewed)
		},
	}
}

// Remote returns the remote called name with these settings. The error is a
// *[RemoteError]; it wraps a *[TokenError] when the token is not usable.
func (b Box) Remote(name string) (Remote, error) { return boxForm(&b).remote(name) }

// ParseBox reads the settings of a Box remote. The error is as in [Box.Remote].
func ParseBox(r Remote) (Box, error) { return parseRemote(r, boxForm) }
