package rclonecfg

// TokenErrorReason says why a text or a [Token] is not usable in rclone.
type TokenErrorReason string

// Reasons for a *[TokenError].
const (
	// TokenEmpty: there is no text.
	TokenEmpty TokenErrorReason = "empty"
	// TokenTruncated: the JSON ends too early.
	TokenTruncated TokenErrorReason = "truncated"
	// TokenNotJSON: the text is not one JSON object.
	TokenNotJSON TokenErrorReason = "not JSON"
	// TokenWrongType: a member of the JSON object is not a string.
	TokenWrongType TokenErrorReason = "wrong type"
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
	// TokenIsOldStyle: the members are AccessToken and RefreshToken, as in the
	// first versions of rclone.
	TokenIsOldStyle TokenErrorReason = "old style"
	// TokenIsAuthorizationCode: the code of the redirect was pasted.
	TokenIsAuthorizationCode TokenErrorReason = "authorization code"
	// TokenIsClientID: a client id was pasted.
	TokenIsClientID TokenErrorReason = "client id"
	// TokenIsClientSecret: a client secret was pasted.
	TokenIsClientSecret TokenErrorReason = "client secret"
	// TokenIsClientFile: a JSON file of the Google console or of gcloud was
	// pasted: an OAuth client, a service account, or application credentials.
	TokenIsClientFile TokenErrorReason = "client file"
	// TokenIsBare: a refresh or access token was pasted without its JSON.
	TokenIsBare TokenErrorReason = "bare token"
)

const wholeToken = `copy the whole JSON object, from { to }, that has "access_token", "refresh_token" and "expiry"`

var reasonTexts = map[TokenErrorReason]string{ //nolint:gosec // about credentials, and none
	TokenEmpty:     "the token is empty: " + wholeToken,
	TokenTruncated: "the token is cut off before its closing brace: " + wholeToken,
	TokenNotJSON:   "the token is not one JSON object: " + wholeToken,
	TokenWrongType: "a member of the token JSON has the wrong type: " +
		"access_token, token_type, refresh_token and expiry must be strings",
	TokenWithoutRefreshToken: "the token has no refresh_token and would stop working within an hour: " +
		"sign in again, and force the consent page (prompt=consent, access_type=offline)",
	TokenWithoutAccessToken: "the token has a refresh_token and no access_token, and rclone would replace it by an empty token: " +
		"refresh the token once, or put any text in access_token with an expiry in the past",
	TokenWithoutExpiry: "the token has no expiry, so rclone would never refresh it: " +
		"add an expiry in RFC 3339 form (expires_in is not enough); a time in the past makes rclone refresh at once",
	TokenBadExpiry: `the expiry of the token is not an RFC 3339 time, and rclone refuses the token: write it like "2026-01-31T12:00:00Z"`,
	TokenBadExpiresIn: "the expires_in of the token is not a whole number, and rclone refuses the token: " +
		"leave expires_in out, rclone needs the expiry only",
	TokenIsOldStyle: `this is a token in the form of the first rclone versions, with "AccessToken" and "RefreshToken": ` +
		`rename its members to "access_token", "refresh_token" and "expiry", or sign in again`,
	TokenIsAuthorizationCode: "this is an authorization code, not a token: " +
		"it can be used once, by the program that started the sign-in, to get a token; let that program finish and copy its result",
	TokenIsClientID:     "this is an OAuth client id, not a token: it belongs in the client id field; sign in with it to get a token",
	TokenIsClientSecret: "this is an OAuth client secret, not a token: it belongs in the client secret field; sign in with it to get a token",
	TokenIsClientFile: "this is a credentials file (an OAuth client, a service account or application default credentials), not a token: " +
		"sign in with the OAuth client to get a token",
	TokenIsBare: "this is an access or refresh token without the JSON around it: " + wholeToken,
}

// TokenError says that a text or a [Token] is not usable in rclone. Its message
// says what to do, and never contains the text.
type TokenError struct {
	Reason TokenErrorReason
}

func (e *TokenError) Error() string { return "rclonecfg: " + reasonTexts[e.Reason] }
