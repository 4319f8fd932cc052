package truenas_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestReads(t *testing.T) {
	for method, read := range map[string]bool{
		"core.ping": true, "cloudsync.query": true, "cloudsync.credentials.verify": true, "core.get_jobs": true,
		"cloudsync.list_directory": true, "system.version": true, "auth.login_ex": true, "core.subscribe": true,
		"cloudsync.create": false, "cloudsync.sync": false, "cloudsync.credentials.delete": false, "core.job_abort": false,
		"query": true, "": false, "cloudsync.": false, "core.download": false, "core.job_download_logs": false,
	} {
		require.Equal(t, read, truenas.IsRead(method), method)
	}
}
