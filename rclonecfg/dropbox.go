package rclonecfg

import "strings"

// Dropbox has the settings of a Dropbox remote, chosen as in [Box] and with its
// rules.
type Dropbox struct {
	ClientID     string
	ClientSecret Secret
	// Token has to be one that rclone can renew, or one of those without expiry
	// and refresh token that Dropbox gave until 2021 and that never end.
	Token Token
	Other []Option
}

// dropboxOthers are the options without a field that rclone v1.76 has for
// Dropbox. It ignores one that it lists, batch_commit_timeout.
const dropboxOthers = `
	auth_url token_url client_credentials chunk_size impersonate impersonate_admin shared_files
	shared_folders skip_shared_folders skip_unowned_folders pacer_min_sleep encoding
	root_namespace export_formats skip_exports show_all_exports batch_mode batch_size
	batch_timeout description
`

func dropboxForm(d *Dropbox) form {
	return form{
		types:    []string{"dropbox"},
		settings: oauthSettings(&d.ClientID, &d.ClientSecret, &d.Token),
		others:   strings.Fields(dropboxOthers),
		rest:     &d.Other,
		check: func() (string, error) {
			return checkOAuth(d.ClientID, d.ClientSecret, d.Token, checkLasting)
		},
	}
}

// Remote returns the remote called name with these settings. The error is as in
// [Box.Remote].
func (d Dropbox) Remote(name string) (Remote, error) { return dropboxForm(&d).remote(name) }

// ParseDropbox reads the settings of a Dropbox remote. The token has to be JSON:
// the bare text of the first rclone versions is refused. The error is as in
// [Box.Remote].
func ParseDropbox(r Remote) (Dropbox, error) { return parseRemote(r, dropboxForm) }
