package rclonecfg_test

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	runConfigChild()
	goleak.VerifyTestMain(m)
}
