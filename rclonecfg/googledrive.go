package rclonecfg

import "strings"

// GoogleDrive has the settings of a Google Drive remote, chosen as in [Box] and
// with its rules. A remote that signs in with a service account has no token, and
// is refused.
type GoogleDrive struct {
	ClientID     string
	ClientSecret Secret
	// Token has to be one that rclone can renew.
	Token Token
	// TeamDrive is the id of a shared drive; "" is the user's own drive.
	TeamDrive string
	Other     []Option
}

// googleDriveOthers are the options without a field that rclone v1.76 has for Google Drive.
const googleDriveOthers = `
	auth_url token_url client_credentials scope root_folder_id service_account_file
	service_account_credentials auth_owner_only use_trash copy_shortcut_content skip_gdocs
	show_all_gdocs skip_checksum_gphotos shared_with_me trashed_only starred_only formats
	export_formats import_formats allow_import_name_change use_created_date use_shared_date
	list_chunk impersonate alternate_export upload_cutoff chunk_size acknowledge_abuse
	keep_revision_forever size_as_quota v2_download_min_size pacer_min_sleep pacer_burst
	server_side_across_configs disable_http2 stop_on_upload_limit stop_on_download_limit
	skip_shortcuts skip_dangling_shortcuts resource_key fast_list_bug_fix metadata_owner
	metadata_permissions metadata_labels metadata_enforce_expansive_access encoding env_auth
	description
`

func googleDriveForm(d *GoogleDrive) form {
	return form{
		types: []string{"drive"},
		settings: append(
			oauthSettings(&d.ClientID, &d.ClientSecret, &d.Token),
			textSetting("team_drive", &d.TeamDrive),
		),
		others: strings.Fields(googleDriveOthers),
		rest:   &d.Other,
		check: func() (string, error) {
			return checkOAuth(d.ClientID, d.ClientSecret, d.Token, checkRenewed)
		},
	}
}

// Remote returns the remote called name with these settings. The error is as in
// [Box.Remote].
func (d GoogleDrive) Remote(name string) (Remote, error) { return googleDriveForm(&d).remote(name) }

// ParseGoogleDrive reads the settings of a Google Drive remote. The error is as
// in [Box.Remote].
func ParseGoogleDrive(r Remote) (GoogleDrive, error) { return parseRemote(r, googleDriveForm) }
