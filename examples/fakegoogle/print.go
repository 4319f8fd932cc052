package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// introduce prints what a client needs to know. The secrets are printed, too:
// they open nothing but this fake.
func introduce(w io.Writer, google *googletest.Server, proxy *googletest.Proxy, s settings, file string) {
	line := func(name, value string) { fmt.Fprintf(w, "%-14s %s\n", name, value) }
	fmt.Fprint(w, "A fake Google. Ctrl-C ends it; nothing is kept.\n\n")
	line("proxy", proxy.URL())
	line("certificate", proxy.CAFile())
	line("client file", file)
	line("accounts", strings.Join(append([]string{s.google.Email}, s.accounts...), ", "))
	line("audience", audience(s.google))
	line("Library API", state(s.google.DisabledAPI))
	line("Picker API", state(s.google.DisabledPickerAPI))
	line("photos", fmt.Sprint(s.photos))
	tokens := google.Issue()
	line("access token", tokens.AccessToken.Reveal())
	line("refresh token", tokens.RefreshToken.Reveal())

	fmt.Fprintf(w, "\nThe client file:\n\n%s\n", google.ClientSecretJSON())
	fmt.Fprint(w, "\nFor programs in any language, in the shell that starts them:\n\n")
	for _, pair := range proxy.Env() {
		name, value, _ := strings.Cut(pair, "=")
		fmt.Fprintf(w, "  export %s='%s'\n", name, value)
	}
	fmt.Fprintf(w, `
For example:

  curl --proxy %[1]s --cacert %[2]s -H 'Authorization: Bearer ACCESS_TOKEN' https://photoslibrary.googleapis.com/v1/mediaItems
  rclone --http-proxy %[1]s --ca-cert %[2]s lsf photos:media/all

A browser knows neither. When a program shows a sign-in page of Google, open it with
%[3]s in place of https://accounts.google.com
`, proxy.URL(), proxy.CAFile(), strings.TrimSuffix(google.LocalURL("https://accounts.google.com/"), "/"))
}

func audience(config googletest.Config) string {
	switch {
	case config.Testing:
		return string(googletest.Testing)
	case config.Internal:
		return string(googletest.Internal)
	}
	return string(googletest.Production) + ", not verified"
}

func state(disabled bool) string {
	if disabled {
		return "off"
	}
	return "on"
}
