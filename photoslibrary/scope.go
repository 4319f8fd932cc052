package photoslibrary

// The OAuth scopes of the Library API that are still served. The older
// photoslibrary, photoslibrary.readonly and photoslibrary.sharing scopes ended
// on 31 March 2025: a token may list them, and every call answers 403.
//
// Source: https://developers.google.com/photos/support/updates
const (
	// ScopeAppendOnly allows uploads, and creating items and albums.
	ScopeAppendOnly = "https://www.googleapis.com/auth/photoslibrary.appendonly"
	// ScopeReadAppCreated allows reading the items and albums the app created.
	ScopeReadAppCreated = "https://www.googleapis.com/auth/photoslibrary.readonly.appcreateddata"
	// ScopeEditAppCreated allows changing the items and albums the app created.
	ScopeEditAppCreated = "https://www.googleapis.com/auth/photoslibrary.edit.appcreateddata"
)
