package rclonecfg

import (
	"fmt"
	"strconv"
)

// Option keys of rclone's Google Photos backend.
const (
	clientIDKey        = "client_id"
	clientSecretKey    = "client_secret"
	tokenKey           = "token"
	readOnlyKey        = "read_only"
	startYearKey       = "start_year"
	includeArchivedKey = "include_archived"
)

// googlePhotosType is the spelling TrueNAS writes. rclone also knows the type
// by the two others.
const googlePhotosType = "googlephotos"

// GooglePhotos are the settings of a remote for rclone's Google Photos backend.
type GooglePhotos struct {
	// ClientID and ClientSecret are those of the OAuth client that got the
	// token. rclone has a shared client for remotes without one, which is being
	// retired in 2026, so a remote cannot be made without them.
	ClientID     string
	ClientSecret Secret
	Token        Token
	// ReadOnly makes rclone ask for read access only when it signs in.
	ReadOnly bool
	// StartYear is the first year in the listings by date; 0 is rclone's
	// default, 2000.
	StartYear int
	// IncludeArchived also lists archived items that are in no album.
	IncludeArchived bool
}

// Remote returns the remote called name with these settings. Settings that have
// rclone's default are left out. The error is a *[RemoteError]; it wraps a
// *[TokenError] when the token is not usable.
func (g GooglePhotos) Remote(name string) (Remote, error) {
	r := Remote{Name: name, Type: googlePhotosType}
	const noClient = "is missing: without it rclone falls back to a shared client that is being retired; set your own OAuth client"
	if g.ClientID == "" {
		return Remote{}, &RemoteError{Remote: name, Key: clientIDKey, Reason: noClient}
	}
	if g.ClientSecret.IsZero() {
		return Remote{}, &RemoteError{Remote: name, Key: clientSecretKey, Reason: noClient}
	}
	token, err := FormatToken(g.Token)
	if err != nil {
		return Remote{}, &RemoteError{Remote: name, Key: tokenKey, Err: err}
	}
	r.Options = []Option{
		{clientIDKey, NewSecret(g.ClientID)},
		{clientSecretKey, g.ClientSecret},
		{tokenKey, token},
	}
	if g.ReadOnly {
		r.Options = append(r.Options, Option{readOnlyKey, NewSecret("true")})
	}
	if g.StartYear != 0 {
		r.Options = append(r.Options, Option{startYearKey, NewSecret(strconv.Itoa(g.StartYear))})
	}
	if g.IncludeArchived {
		r.Options = append(r.Options, Option{includeArchivedKey, NewSecret("true")})
	}
	if err := r.check(); err != nil {
		return Remote{}, err
	}
	return r, nil
}

// ParseGooglePhotos reads the settings of a Google Photos remote. The token has
// to be one that rclone loads as it stands: what [ParseToken] ignores around a
// token is an error here. Other options
// of the remote are ignored, so do not write the result back over a remote that
// has some: use [File.SetOption] to change one. The type may be googlephotos, gphotos or
// "google photos", as in rclone. A remote without client id gives an empty
// ClientID: rclone uses its shared client then.
//
// The error is a *[RemoteError]; it wraps a *[TokenError] when the token is not
// usable.
func ParseGooglePhotos(r Remote) (GooglePhotos, error) {
	switch r.Type {
	case googlePhotosType, "gphotos", "google photos":
	default:
		return GooglePhotos{}, &RemoteError{
			Remote: r.Name, Key: typeKey,
			Reason: fmt.Sprintf("is %q: choose a remote of type %s", r.Type, googlePhotosType),
		}
	}
	text := func(key string) string {
		value, _ := r.Option(key)
		return value.Reveal()
	}
	fail := func(key, reason string, err error) (GooglePhotos, error) {
		return GooglePhotos{}, &RemoteError{Remote: r.Name, Key: key, Reason: reason, Err: err}
	}
	g := GooglePhotos{ClientID: text(clientIDKey)}
	g.ClientSecret, _ = r.Option(clientSecretKey)
	var err error
	if reason := unwritable(text(tokenKey)); reason != "" {
		return fail(tokenKey, reason, nil)
	}
	if g.Token, err = parseToken(text(tokenKey)); err != nil {
		return fail(tokenKey, "", err)
	}
	for key, target := range map[string]*bool{readOnlyKey: &g.ReadOnly, includeArchivedKey: &g.IncludeArchived} {
		value := text(key)
		if value == "" {
			continue
		}
		if *target, err = strconv.ParseBool(value); err != nil {
			return fail(key, "is neither true nor false: write one of them", nil)
		}
	}
	if value := text(startYearKey); value != "" {
		if g.StartYear, err = strconv.Atoi(value); err != nil {
			return fail(startYearKey, "is not a year: write it in digits", nil)
		}
	}
	return g, nil
}
