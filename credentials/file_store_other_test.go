//go:build !unix

package credentials_test

import "errors"

func limitFiles(int64) error { return errors.ErrUnsupported }
