// Package picker is a typed client of the Google Photos Picker API v1: the one
// API that reaches photos which the app did not upload itself. The user picks up
// to 2000 of them on a page of Google, and the app downloads those.
//
//	photos := &picker.Client{HTTP: authorized} // with picker.Scope
//	session, err := photos.CreateSession(ctx, picker.CreateOptions{})
//	if err != nil {
//		return err
//	}
//	defer photos.DeleteSession(context.WithoutCancel(ctx), session.ID)
//	fmt.Println("pick your photos at", session.PickerURI)
//	if _, err := photos.Wait(ctx, session); err != nil {
//		return err
//	}
//	for item, err := range photos.Items(ctx, session.ID) {
//		if err != nil {
//			return err
//		}
//		if _, err := photos.Download(ctx, item, file); err != nil {
//			return err
//		}
//	}
//
// The client asks again as package photoslibrary does; see [photoslibrary.Retry].
//
// # Errors
//
// Every answer of Google other than a success is a [*photoslibrary.Error], so
// its sentinels apply; test for a cause with errors.Is:
//
//	ErrPending                          the user has not pressed Done: Wait
//	ErrTimeout                          the user did not press Done in time: create another session
//	ErrExpired                          the session is over: create another one
//	ErrPhotosNotEnabled                 the account does not use Google Photos
//	photoslibrary.ErrAPIDisabled        the Picker API is off in the project: open the ActivationURL of its *photoslibrary.APIDisabledError
//	photoslibrary.ErrScope              the grant lacks Scope: sign in again, ask for it and tick its box
//	photoslibrary.ErrUnauthenticated    the access token is missing, expired or revoked
//	photoslibrary.ErrRateLimited        too many requests in a minute, or too many open sessions
//	photoslibrary.ErrNotFound           no such session, or it is over, or of another client: create another one
//	photoslibrary.ErrBaseURLExpired     the item was listed over 60 minutes ago: list again
//	photoslibrary.ErrVideoNotReady      Google still processes the video, or could not
//
// Source: https://developers.google.com/photos/picker/reference/rest
package picker
