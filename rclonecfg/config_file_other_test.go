//go:build !unix

package rclonecfg_test

import "errors"

func limitFiles(int64) error { return errors.ErrUnsupported }
