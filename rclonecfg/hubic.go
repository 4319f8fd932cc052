package rclonecfg

import "strings"

// Hubic has the settings of a hubiC remote, chosen as in [Box] and with its rules.
// TrueNAS still offers it; rclone has no backend for it since v1.60, when the
// service had ended, so such a remote cannot be opened any more.
type Hubic struct {
	Token Token
	Other []Option
}

// hubicOthers are the options without a field that rclone v1.59 had for hubiC.
const hubicOthers = `
	client_id client_secret auth_url token_url chunk_size no_chunk encoding
`

func hubicForm(h *Hubic) form {
	return form{
		types:    []string{"hubic"},
		settings: []setting{tokenSetting(&h.Token)},
		others:   strings.Fields(hubicOthers),
		rest:     &h.Other,
		check:    func() (string, error) { return checkRenewed(h.Token) },
	}
}

// Remote returns the remote called name with these settings. The error is as in
// [Box.Remote].
func (h Hubic) Remote(name string) (Remote, error) { return hubicForm(&h).remote(name) }

// ParseHubic reads the settings of a hubiC remote. The error is as in
// [Box.Remote].
func ParseHubic(r Remote) (Hubic, error) { return parseRemote(r, hubicForm) }
