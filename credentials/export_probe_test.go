package credentials

// DecodePageError lets tests reach what reads Google's error page.
func DecodePageError(text string) *OAuthError { return decodePageError(text) }
