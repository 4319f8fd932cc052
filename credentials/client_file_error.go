package credentials

import "fmt"

// ClientFileKind says why a client file cannot be used.
type ClientFileKind string

// What is wrong with a client file.
const (
	ClientFileNotJSON        ClientFileKind = "not JSON"
	ClientFileMalformed      ClientFileKind = "malformed"
	ClientFileUnknown        ClientFileKind = "not a client file"
	ClientFileWeb            ClientFileKind = "web client"
	ClientFileAmbiguous      ClientFileKind = "two clients"
	ClientFileServiceAccount ClientFileKind = "service account"
	ClientFileAuthorizedUser ClientFileKind = "authorized user"
	ClientFileMissingID      ClientFileKind = "no client id"
	ClientFileMissingSecret  ClientFileKind = "no client secret"
	ClientFileForeignHost    ClientFileKind = "foreign endpoint"
	ClientFileToken          ClientFileKind = "token"
)

const (
	remedyDesktop = "in the Google console open Google Auth Platform > Clients, create a client of the type Desktop app, and download its JSON"
	remedySecret  = "Google shows a secret only when it is made, so open the client in the Google console, choose Add secret, and copy the new one or download the JSON again" //nolint:gosec // A sentence, not a credential.
)

// ClientFileError is returned by [ParseClient], and by everything that uses a
// client whose endpoints are not Google's. Its message names the remedy and never
// quotes the file.
type ClientFileError struct {
	Kind ClientFileKind
	// Detail says where the file is wrong; it may be empty.
	Detail string
	// Client is what could be read if Kind is [ClientFileMissingSecret]: set its
	// Secret to use it. Otherwise it is the zero value.
	Client Client
}

func (e *ClientFileError) Error() string {
	what, remedy := e.Kind.explain()
	if e.Detail != "" {
		what += " (" + e.Detail + ")"
	}
	return fmt.Sprintf("credentials: client file: %s: %s", what, remedy)
}

// Remedy says what to do next.
func (e *ClientFileError) Remedy() string { _, remedy := e.Kind.explain(); return remedy }

func (k ClientFileKind) explain() (what, remedy string) {
	switch k {
	case ClientFileNotJSON:
		return "this is not JSON", "download the client's JSON from the Google console again and pass it on unchanged"
	case ClientFileMalformed:
		return "the file has an unexpected form", "download the client's JSON from the Google console again and pass it on unchanged"
	case ClientFileWeb:
		return "this client has the type Web application, which cannot sign in from a desktop", remedyDesktop
	case ClientFileAmbiguous:
		return `the file holds both an "installed" and a "web" client`, `keep only the "installed" one, or ` + remedyDesktop
	case ClientFileServiceAccount:
		return "this is a service account key, and Google Photos does not work with service accounts", remedyDesktop
	case ClientFileAuthorizedUser:
		return "these are gcloud's application default credentials, not an OAuth client", remedyDesktop
	case ClientFileMissingID:
		return "the client has no client_id", "download the client's JSON from the Google console again"
	case ClientFileMissingSecret:
		return "the client has no client_secret", remedySecret + "; a client without Add secret is not of the type Desktop app"
	case ClientFileToken:
		return "this is a token, not an OAuth client", remedyDesktop
	case ClientFileForeignHost:
		return "an endpoint is not Google's", "do not use this file, it could send your secret to somebody else; download it from the Google console again"
	default:
		return `the file has no "installed" client`, remedyDesktop
	}
}
