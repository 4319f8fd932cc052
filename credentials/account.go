package credentials

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"golang.org/x/oauth2"
)

// account returns the e-mail address in the ID token, or "". The token came
// straight from Google's token endpoint over TLS, which stands in for checking
// its signature (OpenID Connect Core, section 3.1.3.7, item 6).
func account(token *oauth2.Token, clientID string) string {
	idToken, _ := token.Extra("id_token").(string)
	parts := strings.Split(idToken, ".")
	if len(parts) != 3 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	var claims struct {
		Issuer   string `json:"iss"`
		Audience string `json:"aud"`
		Email    string `json:"email"`
	}
	if json.Unmarshal(payload, &claims) != nil || claims.Audience != clientID {
		return ""
	}
	if claims.Issuer != "https://"+authHost && claims.Issuer != authHost {
		return ""
	}
	return redact(claims.Email)
}
