// Package credentials gets and checks what Google Photos access needs: an OAuth
// client, a user's consent, and the tokens that come of it.
//
//	client, err := credentials.ParseClient(file) // client_secret_….json of the Google console
//	if err != nil {
//		return err
//	}
//	grant, err := credentials.Authorize(ctx, client, credentials.AuthorizeOptions{})
//	if err != nil {
//		return err
//	}
//	report := credentials.Check(ctx, client, grant, credentials.CheckOptions{})
//
// [ParseClient] reads a client of the type "Desktop app" and [NewClient] takes its
// values one by one. [Authorize] opens the browser and returns a [Grant]. [Check]
// says whether the grant works, how long it lives and what it can see; without a
// grant, whether the client is good, and [CheckClientFile] whether its file is.
// [Watch] checks until a fix is live, [Guide] tells what to do next in the console.
// Tests use package googletest in place of Google.
//
// On a machine without a browser the address is printed or drawn as a QR code
// (package qropener), and the user pastes what the browser shows at the end:
//
//	options := credentials.AuthorizeOptions{
//		Opener: credentials.Print{},
//		Paste:  credentials.PasteFrom(os.Stdin, os.Stderr),
//	}
//
// A program that runs again keeps the grant in a [Store], and gets its access
// tokens from a [TokenSource], which stores each refresh:
//
//	store := credentials.FileStore{Dir: folder} // or one of agestore, keyringstore, yours
//	err = store.Update(ctx, "photos", func(*credentials.Grant) (*credentials.Grant, error) { return grant, nil })
//	if err != nil {
//		return err
//	}
//	source := credentials.NewTokenSource(ctx, client, store, "photos", credentials.TokenSourceOptions{})
//	library := photoslibrary.Client{HTTP: source.HTTPClient(nil)}
//
// Errors:
//
//	*ClientFileError   the client file is of another kind, incomplete or doctored
//	*ClientValueError  a value that was copied by hand is another one or incomplete
//	*OAuthError        Google or the user refused; Cause sorts it, Remedy mends it
//	*ScopeError        boxes of the consent page were left unticked
//	ErrReauthorize     matches every error that a new consent mends
//	ErrNoRefreshToken  the access would end within an hour
//	ErrClientMismatch  the grant belongs to another client
//	ErrNoGrant         nothing is stored under this name
//	ErrDamaged         what is stored is no grant
//	ErrNoFix           no change at Google helps, so Watch does not wait for one
//	ErrTimeout         nobody finished the consent page in time
//
// No error, log line or JSON text of this package holds a token, an
// authorization code or a client secret, except what [MarshalGrant] and
// [Client.Marshal] make for files.
package credentials
