package truenastest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// drives is an engine with a Microsoft account.
type drives struct{ standStill }

func (drives) Drives(_ context.Context, credentials map[string]any) ([]truenastest.Drive, error) {
	if credentials["token"] == "bad" {
		return nil, errors.New("the token has expired")
	}
	return []truenastest.Drive{{Type: "PERSONAL", ID: "d1", Name: "OneDrive"}}, nil
}

func TestOneDrive(t *testing.T) {
	c := login(t, start(t, truenastest.Config{Engine: drives{}}), "root")
	var list []map[string]any
	c.must(&list, "cloudsync.onedrive_list_drives", map[string]any{"token": "t"})
	require.Equal(t, []map[string]any{{"drive_type": "PERSONAL", "drive_id": "d1", "name": "OneDrive", "description": ""}}, list)
	require.Equal(t, "[EFAULT] the token has expired",
		c.fails("cloudsync.onedrive_list_drives", map[string]any{"token": "bad"}).Data.Reason)

	c = login(t, start(t, truenastest.Config{}), "root")
	require.Contains(t, c.fails("cloudsync.onedrive_list_drives", map[string]any{"token": "t"}).Data.Reason, "DriveLister")
}

func TestS3Choices(t *testing.T) {
	const method = "cloudsync.credentials.s3_provider_choices"
	var choices map[string]string
	login(t, start(t, truenastest.Config{Release: truenas.V26}), "root").must(&choices, method)
	require.NotEmpty(t, choices["Other"])
	require.Equal(t, -32601, login(t, start(t, truenastest.Config{}), "root").fails(method).Code)
}

func TestGetMethods(t *testing.T) {
	s := start(t, truenastest.Config{})
	var methods map[string]struct {
		Job        bool     `json:"job"`
		Filterable bool     `json:"filterable"`
		Roles      []string `json:"roles"`
	}
	login(t, s, "root").must(&methods, "core.get_methods", "cloudsync")
	require.True(t, methods["cloudsync.sync"].Job)
	require.True(t, methods["cloudsync.query"].Filterable)
	require.Equal(t, []string{"CLOUD_SYNC_WRITE"}, methods["cloudsync.create"].Roles)
	require.NotContains(t, methods, "cloudsync.credentials.query")
	require.NotContains(t, methods, "core.ping")

	clear(methods)
	login(t, s, "reader", truenastest.RoleCloudSyncRead).must(&methods, "core.get_methods")
	require.Contains(t, methods, "core.ping")
	require.NotContains(t, methods, "cloudsync.create")
}
