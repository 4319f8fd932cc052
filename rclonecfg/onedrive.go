package rclonecfg

import "strings"

// OneDrive has the settings of a OneDrive remote, chosen as in [Box] and with its
// rules.
type OneDrive struct {
	ClientID     string
	ClientSecret Secret
	// Token has to be one that rclone can renew.
	Token Token
	// DriveID and DriveType name the drive; rclone opens none without them.
	DriveID string
	// DriveType is "personal", "business" or "documentLibrary": TrueNAS has
	// words of its own for them.
	DriveType string
	Other     []Option
}

const (
	driveIDKey   = "drive_id"
	driveTypeKey = "drive_type"
)

// oneDriveOthers are the options without a field that rclone v1.76 has for OneDrive.
const oneDriveOthers = `
	auth_url token_url client_credentials region upload_cutoff tenant_url tenant_api_version
	chunk_size root_folder_id access_scopes tenant disable_site_permission expose_onenote_files
	server_side_across_configs list_chunk no_versions hard_delete link_scope link_type
	link_password hash_type av_override delta metadata_permissions encoding description
`

func oneDriveForm(d *OneDrive) form {
	return form{
		types: []string{"onedrive"},
		settings: append(
			oauthSettings(&d.ClientID, &d.ClientSecret, &d.Token),
			textSetting(driveIDKey, &d.DriveID),
			formSetting(driveTypeKey, &d.DriveType, "", oneOf("personal", "business", "documentLibrary")),
		),
		others: strings.Fields(oneDriveOthers),
		rest:   &d.Other,
		check: func() (string, error) {
			const missing = "is missing, and rclone opens no OneDrive without it: "
			switch {
			case d.DriveID == "":
				return driveIDKey, reasonError(missing + "set the id of the drive")
			case d.DriveType == "":
				return driveTypeKey, reasonError(missing + "set personal, business or documentLibrary")
			}
			return checkOAuth(d.ClientID, d.ClientSecret, d.Token, checkRenewed)
		},
	}
}

// Remote returns the remote called name with these settings. The error is as in
// [Box.Remote].
func (d OneDrive) Remote(name string) (Remote, error) { return oneDriveForm(&d).remote(name) }

// ParseOneDrive reads the settings of a OneDrive remote. The error is as in
// [Box.Remote].
func ParseOneDrive(r Remote) (OneDrive, error) { return parseRemote(r, oneDriveForm) }
