package truenastest

import (
	"context"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// DriveLister is an [Engine] that knows the drives of a Microsoft account, for
// cloudsync.onedrive_list_drives. It is safe for concurrent use.
type DriveLister interface {
	// Drives lists those that the credentials open: client_id, client_secret
	// and token.
	Drives(ctx context.Context, credentials map[string]any) ([]Drive, error)
}

// Drive is a drive of a Microsoft account.
type Drive struct {
	Type        string // PERSONAL, BUSINESS or DOCUMENT_LIBRARY
	ID          string
	Name        string
	Description string
}

// s3Providers are kinds of S3 storage that rclone knows apart.
var s3Providers = []any{
	"AWS", "Amazon Web Services (AWS) S3",
	"Alibaba", "Alibaba Cloud Object Storage System (OSS)",
	"Ceph", "Ceph Object Storage",
	"Cloudflare", "Cloudflare R2 Storage",
	"DigitalOcean", "DigitalOcean Spaces",
	"GCS", "Google Cloud Storage",
	"IDrive", "IDrive e2",
	"Minio", "Minio Object Storage",
	"Scaleway", "Scaleway Object Storage",
	"Storj", "Storj (S3 Compatible Gateway)",
	"Wasabi", "Wasabi Object Storage",
	"Other", "Any other S3 compatible provider",
}

func driveMethods() []method {
	return []method{
		{name: "cloudsync.onedrive_list_drives", roles: writers, call: listDrives},
		{name: "cloudsync.credentials.s3_provider_choices", roles: readers, call: func(*call) (any, error) {
			return ejson.NewObject(s3Providers...), nil
		}},
	}
}

func listDrives(c *call) (any, error) {
	l, ok := c.server.config.Engine.(DriveLister)
	if !ok {
		return nil, rules.CallFault(rules.EFAULT, "truenastest: cannot list drives; set Config.Engine to one that is a DriveLister", nil)
	}
	drives, err := l.Drives(c.server.ctx, plain(c.object(0)))
	if err != nil {
		return nil, err
	}
	out := make([]any, len(drives))
	for i, d := range drives {
		out[i] = ejson.NewObject("drive_type", d.Type, "drive_id", d.ID, "name", d.Name, "description", d.Description)
	}
	return out, nil
}
