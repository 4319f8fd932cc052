package truenas

import (
	"context"
	"slices"
)

// ProviderInfo is a provider that the NAS can use.
type ProviderInfo struct {
	// Name is TrueNAS's name, as "GOOGLE_PHOTOS", Title the one for people.
	Name, Title string
	// OAuthURL is where TrueNAS's web interface signs in; "" where it cannot, as
	// for Google Photos.
	OAuthURL string
	// Buckets says that a task needs a bucket, which BucketTitle names.
	Buckets     bool
	BucketTitle string
	// Attributes are the names of the task attributes that the provider takes;
	// "folder" is one of all.
	Attributes []string
}

// UnmarshalJSON reads an item of cloudsync.providers.
func (p *ProviderInfo) UnmarshalJSON(data []byte) error {
	*p = ProviderInfo{}
	var schema []struct {
		Property string `json:"property"`
	}
	err := decodeFields(data, "provider", func(o object) []error {
		return []error{
			field(o, "name", &p.Name), field(o, "title", &p.Title), field(o, "credentials_oauth", &p.OAuthURL),
			field(o, "buckets", &p.Buckets), field(o, "bucket_title", &p.BucketTitle), field(o, "task_schema", &schema),
		}
	})
	// The first releases leave these two out of the list.
	p.Attributes = []string{"folder"}
	if p.Buckets {
		p.Attributes = append(p.Attributes, "bucket")
	}
	for _, attribute := range schema {
		name := attribute.Property
		if name == "b2_chunk_size" || name == "dropbox_chunk_size" {
			name = "chunk_size" // so it is called in a task
		}
		if !slices.Contains(p.Attributes, name) {
			p.Attributes = append(p.Attributes, name)
		}
	}
	return err
}

// Providers returns the providers that the NAS can use, by title.
func (s *TaskService) Providers(ctx context.Context) ([]ProviderInfo, error) {
	return call[[]ProviderInfo](ctx, s.caller, "cloudsync.providers")
}

// Drive is a drive of a Microsoft account.
type Drive struct {
	// ID and Type are the DriveID and DriveType of a [OneDrive].
	ID   string `json:"drive_id"`
	Type string `json:"drive_type"`
	Name string `json:"name"`
	// Description says where the drive is.
	Description string `json:"description"`
}

// OneDriveDrives asks Microsoft for the drives that a token reaches; only the
// token and the OAuth client of account are used. TrueNAS 25.04 and newer have
// the method.
func (s *TaskService) OneDriveDrives(ctx context.Context, account OneDrive) ([]Drive, error) {
	wire, err := encodeProvider(account)
	if err != nil {
		return nil, err
	}
	params := map[string]any{}
	for _, key := range []string{"client_id", "client_secret", "token"} {
		if value, ok := wire[key]; ok {
			params[key] = value
		}
	}
	return call[[]Drive](ctx, s.caller, "cloudsync.onedrive_list_drives", params)
}
