package rules

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

// CheckBuckets applies the rules of cloudsync.list_buckets, and with create
// those of cloudsync.create_bucket, to the credential (nil: there is none).
// The error is a [*Fault].
func CheckBuckets(r Release, credential *ejson.Object, create bool) (Provider, error) {
	if credential == nil {
		return Provider{}, CallFault(EFAULT, "Invalid credentials", nil)
	}
	p, err := SupportedProvider(r, credential.Obj("provider").Text("type"))
	switch {
	case err != nil:
		return p, err
	case create && !p.newBuckets: // also for one without buckets
		return p, CallFault(EFAULT, "This provider can't create buckets", nil)
	case !p.buckets:
		return p, CallFault(EFAULT, "This provider does not use buckets", nil)
	}
	return p, nil
}
