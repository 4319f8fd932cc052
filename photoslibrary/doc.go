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
// # What is served
//
// Albums: [Client.Albums], [Client.GetAlbum], [Client.CreateAlbum],
// [Client.UpdateAlbum], [Client.AddToAlbum], [Client.RemoveFromAlbum]. Items:
// [Client.Items], [Client.Search], which also lists those of an album,
// [Client.Get], [Client.BatchGet], [Client.UpdateItem], and their bytes by
// [Client.Download]. Uploads:
// [Client.Upload] or [Client.UploadFile], and then [Client.CreateItems]. Lists
// leave out what an earlier page had, so that an upload meanwhile doubles
// nothing; methods that end in Page send one request, and their page tokens go on
// with a list later.
//
// Not served: sharing, which Google ended with the older scopes; enrichments,
// the texts and places between the photos of an album; and deleting, which the API
// cannot. excludeNonAppCreatedData is never sent, because nothing else is shown.
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
//	ErrStorageFull                         what is created does not fit into the user's storage
//	ErrUncertain                           something may have been created: look before you ask again
//	ErrUploadOver                          Google no longer waits for an upload: upload the file again
//	ErrFileChanged                         the file has another size than at the start: upload it again
//	ErrNotSent                             an earlier request of the call failed: Google does not know of the item
//	                    *ItemError         one item of a request for many failed, with its code
//	                    *PartialError      a part of a change to an album was done; Left is the rest
package photoslibrary
