package rclonecfg

import "time"

// Option keys that more than one storage system has.
const (
	clientIDKey          = "client_id"
	clientSecretKey      = "client_secret"
	tokenKey             = "token"
	authURLKey           = "auth_url"
	tokenURLKey          = "token_url"
	clientCredentialsKey = "client_credentials"
)

// GooglePhotos are the settings of a remote for rclone's Google Photos backend,
// as of v1.76. The zero value of every field but the first three is rclone's
// default. A credential of TrueNAS has the first three only.
type GooglePhotos struct {
	// ClientID and ClientSecret are those of the OAuth client that got the
	// token. rclone has a shared client for remotes without one, which is being
	// retired in 2026, so a remote cannot be made without them.
	ClientID     string
	ClientSecret Secret
	// Token has to be one that rclone can renew. With ClientCredentials it is
	// zero, or the last token that rclone got.
	Token Token
	// AuthURL and TokenURL are the addresses of another server than Google's
	// for signing in and for tokens.
	AuthURL, TokenURL string
	// ClientCredentials makes rclone get tokens for the client itself, not for
	// a person, and forget the refresh token. Google has no such tokens for
	// Google Photos: it needs a server of your own, with TokenURL.
	ClientCredentials bool
	// ReadOnly makes rclone ask for read access only when it signs in. A token
	// that has more rights keeps them.
	ReadOnly bool
	// ReadSize makes rclone ask for the size of each item, one request each.
	ReadSize bool
	// StartYear is the first year in the listings by date, from 1000 to 9999;
	// 0 is rclone's default, 2000. A year to come makes them empty.
	StartYear int
	// IncludeArchived also lists archived items that are in no album.
	IncludeArchived bool
	// Proxy is the address of a gphotosdl, from which rclone downloads instead.
	Proxy string
	// Encoding names the characters that rclone replaces in the titles of
	// albums, with commas between the names, such as "Slash,CrLf,InvalidUtf8,Dot",
	// which is the default. "None" is for none.
	Encoding string
	// BatchMode says how uploads become items: "sync" adds several with one
	// request, and is the default; "off" adds each alone. The third that rclone
	// has, "async", is refused: rclone crashes with it.
	BatchMode string
	// BatchSize is how many uploads at most are added with one request, up to
	// 50. The default is the number of rclone's transfers.
	BatchSize int
	// BatchTimeout is how long rclone waits for another upload before it adds
	// those that it has. The default is one second.
	BatchTimeout time.Duration
	// Description is for people, and without meaning for rclone.
	Description string
	// Other are rclone's general options for this remote: "override." or
	// "global." in front of the name, such as "override.tpslimit". Their names
	// are checked, their values are not.
	Other []Option
}

// Remote returns the remote called name with these settings. Settings that have
// rclone's default are left out. Settings that rclone would ignore, crash on,
// refuse, or take for something else than they say are errors.
//
// The error is a *[RemoteError]; it wraps a *[TokenError] when the token is not
// usable.
func (g GooglePhotos) Remote(name string) (Remote, error) {
	const noClient = "is missing: without it rclone falls back to a shared client that is being retired; set your own OAuth client"
	if g.ClientID == "" {
		return Remote{}, optionError(name, clientIDKey, reasonError(noClient))
	}
	if g.ClientSecret.IsZero() {
		return Remote{}, optionError(name, clientSecretKey, reasonError(noClient))
	}
	return googlePhotosForm(&g).remote(name)
}

// ParseGooglePhotos reads the settings of a Google Photos remote, and is as
// strict as [GooglePhotos.Remote], with which the result can be written back
// without losing anything. The type may be googlephotos, gphotos or "google
// photos", as in rclone. A remote without client id gives an empty ClientID:
// rclone uses its shared client then.
//
// Values may have every form that rclone reads: a number, say, in hexadecimal
// digits, or a duration as 1d12h. The token has to be one that rclone loads as
// it stands: what [ParseToken] ignores around a token is an error here.
//
// The configuration that TrueNAS makes for a task contains options that rclone
// ignores, such as "folder". They are errors, too: remove them from Options to
// read the rest.
//
// The error is a *[RemoteError]; it wraps a *[TokenError] when the token is not
// usable.
func ParseGooglePhotos(r Remote) (GooglePhotos, error) { return parseRemote(r, googlePhotosForm) }
