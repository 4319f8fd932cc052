package rclonecfg

import (
	"net/url"
	"strings"
)

const (
	batchModeKey    = "batch_mode"
	batchSizeKey    = "batch_size"
	batchTimeoutKey = "batch_timeout"
	proxyKey        = "proxy"

	batchSync  = "sync"
	batchAsync = "async"
	batchOff   = "off"

	photosEncoding = "Slash,CrLf,InvalidUtf8,Dot"
)

func googlePhotosForm(g *GooglePhotos) form {
	return form{
		// The first spelling is TrueNAS's.
		types: []string{"googlephotos", "gphotos", "google photos"},
		settings: append(
			oauthSettings(&g.ClientID, &g.ClientSecret, &g.Token),
			urlSetting(authURLKey, &g.AuthURL),
			urlSetting(tokenURLKey, &g.TokenURL),
			boolSetting(clientCredentialsKey, &g.ClientCredentials),
			boolSetting("read_only", &g.ReadOnly),
			boolSetting("read_size", &g.ReadSize),
			intSetting("start_year", &g.StartYear, 2000, 1000, 9999), // folders have four digits
			boolSetting("include_archived", &g.IncludeArchived),
			urlSetting(proxyKey, &g.Proxy),
			formSetting("encoding", &g.Encoding, photosEncoding, canonicalEncoding),
			formSetting(batchModeKey, &g.BatchMode, batchSync, canonicalBatchMode),
			intSetting(batchSizeKey, &g.BatchSize, 0, 0, 50),
			durationSetting(batchTimeoutKey, &g.BatchTimeout),
			textSetting("description", &g.Description),
		),
		rest:  &g.Other,
		check: func() (string, error) { return checkGooglePhotos(g) },
	}
}

func canonicalBatchMode(value string) (string, error) {
	if value == batchAsync {
		return "", reasonError("is async, with which rclone crashes at the first upload: write sync, or remove it")
	}
	return oneOf(batchSync, batchOff)(value)
}

// checkGooglePhotos is about settings that depend on each other.
func checkGooglePhotos(g *GooglePhotos) (key string, err error) {
	switch {
	case g.BatchMode == batchOff && g.BatchSize != 0:
		return batchSizeKey, reasonError("is ignored by rclone while batch_mode is off: remove one of them")
	case g.BatchMode == batchOff && g.BatchTimeout != 0:
		return batchTimeoutKey, reasonError("is ignored by rclone while batch_mode is off: remove one of them")
	case strings.ContainsRune(g.Proxy, '?'):
		return proxyKey, reasonError("has a part after ?, and rclone would add the path to that: write the address up to the path")
	case g.ClientID != "" && g.ClientSecret.IsZero():
		return clientSecretKey, reasonError("is missing, and Google renews no token without it: set the secret of client_id")
	}
	if key, err := checkClient(g.ClientID, g.ClientSecret); err != nil {
		return key, err
	}
	if g.ClientCredentials {
		return checkClientCredentials(g)
	}
	return checkRenewed(g.Token)
}

// checkClientCredentials knows what rclone does then: it never looks at the
// refresh token, asks the token server on behalf of the client, and stores the
// answer over the token.
func checkClientCredentials(g *GooglePhotos) (key string, err error) {
	address, _ := url.Parse(g.TokenURL) // it has been read
	host := "." + address.Hostname()
	switch {
	case g.TokenURL == "", strings.HasSuffix(host, ".google.com"), strings.HasSuffix(host, ".googleapis.com"):
		return clientCredentialsKey, reasonError("asks for a token without a person, which Google does not give for Google Photos: " +
			"remove it, or set token_url to a server that does")
	case g.ClientID == "":
		return clientIDKey, reasonError("is missing, and client_credentials asks for a token in its name: set it")
	case g.AuthURL != "":
		return authURLKey, reasonError("is ignored by rclone with client_credentials, for which nobody signs in: remove one of them")
	case !g.Token.RefreshToken.IsZero():
		return tokenKey, reasonError("has a refresh token, which rclone deletes with client_credentials: remove one of them")
	case !noToken(g.Token) && g.Token.Expiry.IsZero():
		return tokenKey, &TokenError{Reason: TokenWithoutExpiry}
	}
	return "", nil
}
