// Package photoslibrary is a typed client of the Google Photos Library API v1.
//
// Since 31 March 2025 this API shows an app only the items and albums that the
// app itself created: with a new OAuth client every listing is empty, and that
// is not an error. Package picker reaches the photos that are there already.
//
//	library := &photoslibrary.Client{HTTP: authorized}
//	for item, err := range library.Search(ctx, photoslibrary.SearchRequest{}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(item.Filename)
//	}
//
// The client sends each request once. It neither retries nor waits: a caller
// knows better whether a rate limit is worth a minute of waiting.
//
// # Errors
//
// Every answer of Google other than a success is an [*Error], which wraps the
// [*google.golang.org/api/googleapi.Error], so errors.As finds both. Test for
// a cause with errors.Is:
//
//	ErrAPIDisabled        the API is off in the project: open (*Error).ActivationURL
//	ErrScope              the grant lacks a scope: sign in again and tick every box
//	ErrUnauthenticated    the access token is missing, expired or revoked
//	ErrQuota              either of the next two
//	ErrQuotaExhausted     10,000 requests of the day are spent: wait for midnight, Pacific time
//	ErrRateLimited        too many requests in a minute: wait a minute
//	ErrNotFound           no such item or album, or another app created it
//	ErrBaseURLExpired     the link of an item is over 60 minutes old: Get the item again
//	ErrVideoNotReady      Google still processes the video, or could not
package photoslibrary
