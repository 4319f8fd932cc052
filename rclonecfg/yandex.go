package rclonecfg

import "strings"

// yandexTokenType is what rclone makes of every other type of token before it
// uses it for Yandex.
const yandexTokenType = "OAuth"

// Yandex has the settings of a Yandex Disk remote, chosen as in [Box] and with its
// rules.
type Yandex struct {
	ClientID     string
	ClientSecret Secret
	// Token has to be one that rclone can renew. Its type is OAuth, whatever it
	// says: rclone would change that otherwise.
	Token Token
	Other []Option
}

// yandexOthers are the options without a field that rclone v1.76 has for Yandex Disk.
const yandexOthers = `
	auth_url token_url client_credentials hard_delete encoding spoof_ua upload_wait app_folder
	description
`

func yandexForm(y *Yandex) form {
	return form{
		types:    []string{"yandex"},
		settings: oauthSettings(&y.ClientID, &y.ClientSecret, &y.Token),
		others:   strings.Fields(yandexOthers),
		rest:     &y.Other,
		check: func() (string, error) {
			return checkOAuth(y.ClientID, y.ClientSecret, y.Token, checkRenewed)
		},
	}
}

// Remote returns the remote called name with these settings. The error is as in
// [Box.Remote].
func (y Yandex) Remote(name string) (Remote, error) {
	y.Token.TokenType = yandexTokenType
	return yandexForm(&y).remote(name)
}

// ParseYandex reads the settings of a Yandex Disk remote. The error is as in
// [Box.Remote].
func ParseYandex(r Remote) (Yandex, error) {
	y, err := parseRemote(r, yandexForm)
	if err == nil {
		y.Token.TokenType = yandexTokenType
	}
	return y, err
}
