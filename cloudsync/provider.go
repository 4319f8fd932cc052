package cloudsync

import (
	"fmt"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
)

// GooglePhotos returns what a TrueNAS credential for client and grant holds: the
// client, and the token as the one line that rclone reads. A [Setup] does this by
// itself; a task for cloudsync/rclonerun that no NAS has stored needs it:
//
//	provider, err := cloudsync.GooglePhotos(client, grant)
//	task := truenas.Task{…, Credential: truenas.Credential{Provider: provider}}
//
// The error is that of a grant without a refresh token or an expiry.
func GooglePhotos(client credentials.Client, grant *credentials.Grant) (truenas.GooglePhotos, error) {
	token, err := rclonecfg.FormatToken(rclonecfg.TokenFrom(grant.Token()))
	if err != nil {
		return truenas.GooglePhotos{}, fmt.Errorf("cloudsync: the grant: %w", err)
	}
	return truenas.GooglePhotos{ClientID: client.ID, ClientSecret: client.Secret, Token: token}, nil
}
