package rclonecfg

import (
	"regexp"
	"strings"
)

var (
	hiddenToken = regexp.MustCompile(`^(X{3,}|\*{3,}|\[redacted\]|<redacted>|REDACTED)$`)
	jwt         = regexp.MustCompile(`^eyJ[\w-]+\.[\w-]+\.[\w-]*$`)
	longWord    = regexp.MustCompile(`^[\w.~+/=!*$-]{40,}$`)
	webAddress  = regexp.MustCompile(`^(https?://|localhost[:/]|127\.0\.0\.1[:/])`)
	clientID    = regexp.MustCompile(`^\S+\.apps\.googleusercontent\.com$`)
	redirect    = regexp.MustCompile(`^\S*(^|[?&])(code|error)=\S*$`)
)

// pastedByMistake recognises the other texts that a sign-in involves by the
// shapes Google and rclone give them. It returns "" for what may be a token.
func pastedByMistake(text string) TokenErrorReason {
	text = strings.Trim(text, " \t\r\n"+quotes)
	switch {
	case text == "":
		return TokenEmpty
	case strings.HasPrefix(text, "{"):
		return ""
	case strings.Contains(text, "RCLONE_ENCRYPT_V"):
		return TokenIsEncrypted
	case hiddenToken.MatchString(text):
		return TokenIsRedacted
	case redirect.MatchString(text):
		return TokenIsRedirectURL
	case webAddress.MatchString(text):
		return TokenIsSignInURL
	case strings.HasPrefix(text, "GOCSPX-"):
		return TokenIsClientSecret
	case clientID.MatchString(text):
		return TokenIsClientID
	case strings.HasPrefix(text, "4/"), strings.HasPrefix(text, "4%2F"):
		return TokenIsAuthorizationCode
	case strings.HasPrefix(text, "1//"), strings.HasPrefix(text, "ya29."), jwt.MatchString(text):
		return TokenIsBare
	case longWord.MatchString(text) && !strings.HasPrefix(text, blobPrefix):
		return TokenIsBare
	}
	return ""
}
