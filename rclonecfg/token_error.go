package rclonecfg

import (
	"fmt"
	"strconv"
	"strings"
)

// TokenErrorReason says why a text or a [Token] is not usable in rclone.
type TokenErrorReason string

// Reasons for a *[TokenError].
const (
	// TokenEmpty: there is no text.
	TokenEmpty TokenErrorReason = "empty"
	// TokenMissing: a remote, a configuration file, the argument of "rclone
	// authorize", or another JSON object, without a token in it.
	TokenMissing TokenErrorReason = "no token"
	// TokenSeveral: there is more than one token, and they are not the same, or
	// a member of the JSON is there twice.
	TokenSeveral TokenErrorReason = "several tokens"
	// TokenTruncated: the JSON ends too early.
	TokenTruncated TokenErrorReason = "truncated"
	// TokenNotJSON: the text is not one JSON object, nor a form that holds one.
	TokenNotJSON TokenErrorReason = "not JSON"
	// TokenWrongType: a member of the JSON object is not a string.
	TokenWrongType TokenErrorReason = "wrong type"
	// TokenBadCharacters: a token has a blank, a control character or one
	// outside ASCII. No provider gives out such tokens; copying damaged it.
	TokenBadCharacters TokenErrorReason = "bad characters"
	// TokenWithoutRefreshToken: the token would die within the hour.
	TokenWithoutRefreshToken TokenErrorReason = "no refresh token"
	// TokenWithoutAccessToken: rclone would overwrite the token with an empty
	// one, and lose the refresh token.
	TokenWithoutAccessToken TokenErrorReason = "no access token"
	// TokenWithoutExpiry: rclone would take it as valid for ever and never
	// refresh it. The answer of Google's token endpoint is such a JSON: it has
	// expires_in instead.
	TokenWithoutExpiry TokenErrorReason = "no expiry" //nolint:gosec // not a credential
	// TokenBadExpiry: rclone accepts RFC 3339 only.
	TokenBadExpiry TokenErrorReason = "bad expiry" //nolint:gosec // not a credential
	// TokenBadExpiresIn: rclone does not load a token whose expires_in is there
	// and not an integer. It makes no other use of it.
	TokenBadExpiresIn TokenErrorReason = "bad expires_in"
	// TokenIsAuthorizationCode: the code of the redirect was pasted.
	TokenIsAuthorizationCode TokenErrorReason = "authorization code"
	// TokenIsRedirectURL: the address to which the sign-in page returned was
	// pasted. It holds an authorization code, or an error.
	TokenIsRedirectURL TokenErrorReason = "redirect URL"
	// TokenIsSignInURL: another web address was pasted, usually that of the
	// sign-in page.
	TokenIsSignInURL TokenErrorReason = "sign-in URL" //nolint:gosec // not a credential
	// TokenIsClientID: a client id was pasted.
	TokenIsClientID TokenErrorReason = "client id"
	// TokenIsClientSecret: a client secret was pasted.
	TokenIsClientSecret TokenErrorReason = "client secret"
	// TokenIsClientFile: a JSON file of the Google console or of gcloud was
	// pasted: an OAuth client, a service account, or application credentials.
	TokenIsClientFile TokenErrorReason = "client file"
	// TokenIsBare: a refresh or access token was pasted without its JSON.
	TokenIsBare TokenErrorReason = "bare token"
	// TokenIsRedacted: the text comes from a log or from "rclone config
	// redacted", and the token in it is hidden.
	TokenIsRedacted TokenErrorReason = "redacted"
	// TokenIsEncrypted: the text is a configuration file with a password.
	TokenIsEncrypted TokenErrorReason = "encrypted"
)

const (
	wholeToken    = `copy the whole JSON object, from { to }, that has "access_token", "refresh_token" and "expiry"`
	intoJSON      = `let that program finish and copy its result, the JSON object with "access_token", "refresh_token" and "expiry"`
	signInForOne  = "sign in with it to get a token"
	usedOnlyThere = "it can be used once, by the program that started the sign-in, to get a token"
)

var reasonTexts = map[TokenErrorReason]string{ //nolint:gosec // about credentials, and none
	TokenEmpty: "the token is empty: " + wholeToken,
	TokenMissing: "there is no token in this text: " +
		`sign in with "rclone authorize" or "rclone config reconnect", and copy the result`,
	TokenSeveral:   "there are several different tokens in this text: copy only the one that is wanted, the last result of a sign-in",
	TokenTruncated: "the token is cut off before its closing brace: " + wholeToken,
	TokenNotJSON:   "the token is not one JSON object: " + wholeToken,
	TokenWrongType: "a member of the token JSON has the wrong type: " +
		"access_token, token_type, refresh_token and expiry must be strings",
	TokenBadCharacters: "the token has a blank or another character that no token has, so copying has damaged it: " +
		"copy it again, as plain text",
	TokenWithoutRefreshToken: "the token has no refresh_token and would stop working within an hour: " +
		"sign in again, and force the consent page (prompt=consent, access_type=offline)",
	TokenWithoutAccessToken: "the token has a refresh_token and no access_token, and rclone would replace it by an empty token: " +
		`refresh the token once, or put "x" in access_token with an expiry in the past`,
	TokenWithoutExpiry: "the token has no expiry, so rclone would never refresh it: " +
		"add an expiry in RFC 3339 form (expires_in is not enough); a time in the past makes rclone refresh at once",
	TokenBadExpiry: `the expiry of the token is not an RFC 3339 time, and rclone refuses the token: write it like "2026-01-31T12:00:00Z"`,
	TokenBadExpiresIn: "the expires_in of the token is not a whole number, and rclone refuses the token: " +
		"leave expires_in out, rclone needs the expiry only",
	TokenIsAuthorizationCode: "this is an authorization code, not a token: " + usedOnlyThere + "; " + intoJSON,
	TokenIsRedirectURL: "this is the address to which the sign-in page returned, not a token: " +
		"open it in the browser of the computer where the sign-in was started; " + intoJSON,
	TokenIsSignInURL: "this is a web address, not a token: open it in a browser to sign in; " + intoJSON,
	TokenIsClientID:  "this is an OAuth client id, not a token: it belongs in the client id field; " + signInForOne,
	TokenIsClientSecret: "this is an OAuth client secret, not a token: it belongs in the client secret field; " +
		signInForOne,
	TokenIsClientFile: "this is a credentials file (an OAuth client, a service account or application default credentials), not a token: " +
		"sign in with the OAuth client to get a token",
	TokenIsBare: "this is an access or refresh token without the JSON around it: " + wholeToken,
	TokenIsRedacted: "the token is hidden in this text, as programs do in their logs: " +
		`copy it from the result of the sign-in, or of "rclone config show"`,
	TokenIsEncrypted: "this is a configuration file that is protected with a password: " +
		`copy the result of "rclone config show", which asks for the password`,
}

// TokenError says that a text or a [Token] is not usable in rclone. Its message
// says what to do, and never contains the text.
type TokenError struct {
	Reason TokenErrorReason
	// Remotes are the names of the remotes that have a token, for [TokenSeveral],
	// as far as the text names them. The message has the first ten.
	Remotes []string
}

func (e *TokenError) Error() string {
	if len(e.Remotes) == 0 {
		return "rclonecfg: " + reasonTexts[e.Reason]
	}
	const shown = 10
	var names []string
	for _, name := range e.Remotes[:min(shown, len(e.Remotes))] {
		names = append(names, strconv.Quote(name))
	}
	if more := len(e.Remotes) - shown; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return "rclonecfg: there are tokens of several remotes in this text: copy the section of only one of " + strings.Join(names, ", ")
}
