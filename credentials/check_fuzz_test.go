package credentials_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"unicode"

	"github.com/nasphotos/nasphotos/credentials"
)

// FuzzCheckAnswers gives some of the requests of a check an arbitrary answer, and
// the others a good one. Nothing may panic, and what Google or somebody in its
// place says back must not show up if it is secret.
func FuzzCheckAnswers(f *testing.F) {
	echo := accessToken + " " + refreshToken + " " + clientSecret
	for name, trouble := range troubles() {
		f.Add(uint8(len(name)), true, trouble.status, trouble.header.Get("Content-Type"), trouble.header.Get("Location"), trouble.body)
	}
	f.Add(uint8(1), true, 400, "", "", `{"error":"`+echo+`","error_description":"`+echo+`","error_subtype":"`+echo+`"}`)
	f.Add(uint8(2), true, 200, "", "", `{"aud":"`+accessToken+`","email":"`+accessToken+`@example.com","scope":"`+echo+`"}`)
	f.Add(uint8(4), true, 500, "", "", `{"error":{"code":500,"message":"`+echo+`","status":"`+echo+`"}}`)
	f.Add(uint8(4), true, 403, "", "", disabledBody)
	f.Add(uint8(4), true, 200, "", "", `{"mediaItems":[{"id":"a","baseUrl":"https://lh3.googleusercontent.com/lr/`+accessToken+`"}]}`)
	f.Add(uint8(8), true, 403, "text/html", "", echo)
	f.Add(uint8(1), false, 302, "", "https://accounts.google.com/signin/oauth/error?authError="+encoded("\x0a\x09"+clientSecret[:9]), "")
	f.Fuzz(func(t *testing.T, which uint8, signedIn bool, status int, kind, location, body string) {
		count := 0
		google := roundTrip(func(r *http.Request) (*http.Response, error) {
			count++
			if which>>(count-1)&1 == 0 {
				return goodAnswer(r), nil
			}
			if status == 0 {
				return nil, errors.New(body)
			}
			resp := jsonResponse(status, body)
			resp.Request = r
			resp.Header.Set("Content-Type", kind)
			resp.Header.Set("Location", location)
			return resp, nil
		})
		grant := newGrant()
		if !signedIn {
			grant = nil
		}
		report := credentials.Check(t.Context(), desktopClient(), grant, credentials.CheckOptions{HTTP: &http.Client{Transport: google}, Picker: true})
		if count > 6 {
			t.Errorf("%d requests", count)
		}
		requireSaneReport(t, report)
	})
}

// goodAnswer is what Google says when all is well.
func goodAnswer(r *http.Request) *http.Response {
	body := "{}"
	switch {
	case r.URL.Hostname() == "accounts.google.com":
		resp := jsonResponse(302, "")
		resp.Header.Set("Location", "https://accounts.google.com/v3/signin/identifier")
		resp.Request = r
		return resp
	case r.URL.Path == "/token":
		body = tokens(allScopes()...)
	case r.URL.Path == "/tokeninfo":
		body = `{"aud":"` + clientID + `","email":"ann@example.com"}`
	case strings.HasSuffix(r.URL.Path, ":search"):
		body = `{"mediaItems":[{"id":"a","baseUrl":"https://lh3.googleusercontent.com/lr/a"}]}`
	case r.Method == http.MethodPost && r.URL.Path == "/v1/sessions":
		body = `{"id":"a","pickerUri":"https://photos.google.com/picker/a"}`
	}
	return jsonResponse(200, body)
}

// requireSaneReport wants what is true of every report.
func requireSaneReport(t *testing.T, report credentials.Report) {
	t.Helper()
	first, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	text := report.String()
	for _, secret := range []string{clientSecret, accessToken, refreshToken} {
		if strings.Contains(text, secret) || strings.Contains(string(first), secret) {
			t.Errorf("a secret in %s%s", text, first)
		}
	}
	for line := range strings.Lines(text) {
		if !strings.Contains(line, "https://") && len([]rune(line)) > 81 {
			t.Errorf("a long line: %q", line)
		}
	}
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && r != '\n' }) {
		t.Errorf("a control character in %q", text)
	}
	for _, check := range report.Checks {
		switch check.Status {
		case credentials.StatusOK, credentials.StatusWarn, credentials.StatusFail, credentials.StatusUnknown:
			if check.Because != "" {
				t.Errorf("%s is %s because of %s", check.ID, check.Status, check.Because)
			}
		case credentials.StatusSkipped:
		default:
			t.Errorf("%s has the status %q", check.ID, check.Status)
		}
	}
	var read credentials.Report
	if err := json.Unmarshal(first, &read); err != nil {
		t.Fatal(err)
	}
	if second, err := json.Marshal(read); err != nil || string(second) != string(first) {
		t.Errorf("%s was read back as %s: %v", first, second, err)
	}
}

// FuzzReport reads what claims to be a report.
func FuzzReport(f *testing.F) {
	f.Add(`{"ok":true,"at":"2026-11-22T12:00:00Z","client":"1-a…","checks":[{"id":"api","title":"A","status":"fail","waiting":{"helps":true,"at_most_seconds":300}}]}`)
	f.Add(`{"checks":null}`)
	f.Add(`{"account":"owner@example.com","checks":[{"link":"https://console.cloud.google.com/?authuser=a%40b"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var report credentials.Report
		if json.Unmarshal([]byte(text), &report) != nil {
			return
		}
		_ = report.String()
		_ = report.OK()
		_ = credentials.Guide(desktopClient(), report).String()
		first, err := json.Marshal(report)
		if err != nil {
			return // a time that JSON cannot hold
		}
		var read credentials.Report
		if err := json.Unmarshal(first, &read); err != nil {
			t.Fatal(err)
		}
		if second, err := json.Marshal(read); err != nil || string(second) != string(first) {
			t.Errorf("%s was read back as %s: %v", first, second, err)
		}
	})
}
