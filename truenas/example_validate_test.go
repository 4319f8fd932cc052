package truenas_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/truenas"
)

func ExampleCredentialSpec_Validate() {
	spec := truenas.CredentialSpec{Name: "photos", Provider: truenas.GooglePhotos{ClientID: "id"}}
	for _, release := range []truenas.Release{truenas.V26, truenas.V27} {
		fmt.Println(release, spec.Validate(release, truenas.Known{}))
	}
	// Output:
	// 26.0 truenas: cloudsync.credentials.create: cloud_sync_credentials_create.provider.GOOGLE_PHOTOS.token: Value should have at least 1 item after validation, not 0
	// 27.0 truenas: cloudsync.credentials.create: cloud_sync_credentials_create.provider.GOOGLE_PHOTOS.token: String should have at least 1 character
}

func ExampleCredentialUpdate_Validate() {
	known := truenas.Known{Credentials: []truenas.Credential{{ID: 1, Name: "photos"}, {ID: 2, Name: "backup"}}}
	update := truenas.CredentialUpdate{Name: truenas.Set("backup")}
	fmt.Println(update.Validate(truenas.V25_10, 1, known))
	// Output: truenas: cloudsync.credentials.update: cloud_sync_credentials_update.name: Object with this name already exists
}

func ExampleTaskSpec_Validate() {
	spec := truenas.TaskSpec{
		Path: "/mnt/tank/photos", CredentialID: 1, Direction: truenas.Pull, TransferMode: truenas.Copy,
		Attributes: truenas.TaskAttributes{Folder: "media"},
	}
	known := truenas.Known{Credentials: []truenas.Credential{{ID: 1, Provider: truenas.GooglePhotos{}}}}
	var refused *truenas.ValidationError
	if errors.As(spec.Validate(truenas.V25_10, known), &refused) {
		fmt.Println(refused.Fields[0].Attribute, refused.Fields[0].Message)
	}
	// Output: attributes.folder Pulling from the media directory is not allowed. Please, select a specific directory.
}

func ExampleTaskUpdate_Validate() {
	update := truenas.TaskUpdate{Schedule: truenas.Set(truenas.Schedule{Minute: "60"})}
	fmt.Println(update.Validate(truenas.V25_10, 7, truenas.Known{}))
	// Output: truenas: cloudsync.update: cloud_sync_update.schedule: Value error, Please ensure fields match cron syntax - [60 * * * * ] is not acceptable, out of range
}

func ExampleValidateCall() {
	params := []any{json.RawMessage(`{"name": "share", "provider": {"type": "WEBDAV", "url": "dav.example"}}`)}
	err := truenas.ValidateCall(truenas.V25_10, "cloudsync.credentials.create", params, truenas.Known{})
	var refused *truenas.ValidationError
	if errors.As(err, &refused) {
		for _, f := range refused.Fields {
			fmt.Printf("%s: %s\n", f.Attribute, f.Message)
		}
	}
	// Output:
	// cloud_sync_credentials_create.provider.WEBDAV.url: Input should be a valid URL, relative URL without a base
	// cloud_sync_credentials_create.provider.WEBDAV.vendor: Field required
	// cloud_sync_credentials_create.provider.WEBDAV.user: Field required
	// cloud_sync_credentials_create.provider.WEBDAV.pass: Field required
}
