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
// The client asks again where that is safe and may help, and waits for as long as
// Google wants; see [Retry]. It never repeats a request that creates something
// and whose answer was lost: that is [ErrUncertain]. Writes go out one at a time,
// so share one [Client] for a user. A [Meter] counts what is spent of the quota.
//
// # Errors
//
// Every answer of Google other than a success is an [*Error], which wraps the
// [*google.golang.org/api/googleapi.Error], so errors.As finds both. Test for
// a cause with errors.Is, and for its details with errors.As:
//
//	ErrAPIDisabled      *APIDisabledError  the API is off in the project: open its ActivationURL
//	ErrScope            *ScopeError        the grant lacks a scope: sign in again and tick every box
//	ErrUnauthenticated                     the access token is missing, expired or revoked
//	ErrQuota            *QuotaError        a limit is reached, one of these two: wait until its ResetsAt
//	  ErrQuotaExhausted                    10,000 requests of the day are spent; they are back at midnight, Pacific time
//	  ErrRateLimited                       too many requests in a minute, also after all attempts
//	ErrNotFound                            no such item or album, or another app created it
//	ErrBaseURLExpired                      the link of an item is over 60 minutes old: Get the item again
//	ErrVideoNotReady                       Google still processes the video, or could not
//	ErrUncertain                           something may have been created: look before you ask again
package photoslibrary
