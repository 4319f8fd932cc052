package truenas

// GooglePhotos is a Google Photos account. TrueNAS requires only the token,
// but rclone can refresh it only with the OAuth client that obtained it. A
// percent sign in any of the three is refused: every run would fail.
type GooglePhotos struct {
	ClientID     string
	ClientSecret Secret
	// Token is rclone's token JSON.
	Token Secret

	extra Secret
}

// ProviderType returns "GOOGLE_PHOTOS".
func (GooglePhotos) ProviderType() string { return "GOOGLE_PHOTOS" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p GooglePhotos) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p GooglePhotos) fields() providerFields       { return googlePhotosFields(&p) }

func googlePhotosFields(p *GooglePhotos) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: checkPercent(
		oauthFields(&p.ClientID, &p.ClientSecret, &p.Token))}
}

// oauthFields are those of an account that rclone signs in to with OAuth.
func oauthFields(clientID *string, clientSecret, token *Secret) []providerField {
	return []providerField{
		textField("client_id", clientID), secretField("client_secret", clientSecret), tokenField("token", token),
	}
}

// GoogleDrive is a Google Drive account.
type GoogleDrive struct {
	ClientID     string
	ClientSecret Secret
	// Token is rclone's token JSON.
	Token Secret
	// TeamDrive is the id of a shared drive; "" is the user's own drive.
	TeamDrive string

	extra Secret
}

// ProviderType returns "GOOGLE_DRIVE".
func (GoogleDrive) ProviderType() string { return "GOOGLE_DRIVE" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p GoogleDrive) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p GoogleDrive) fields() providerFields       { return googleDriveFields(&p) }

func googleDriveFields(p *GoogleDrive) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: append(
		oauthFields(&p.ClientID, &p.ClientSecret, &p.Token), textField("team_drive", &p.TeamDrive))}
}

// GoogleCloudStorage is a Google Cloud Storage project.
type GoogleCloudStorage struct {
	// ServiceAccountCredentials is the JSON key file of a service account; it
	// names the project.
	ServiceAccountCredentials Secret

	extra Secret
}

// ProviderType returns "GOOGLE_CLOUD_STORAGE".
func (GoogleCloudStorage) ProviderType() string { return "GOOGLE_CLOUD_STORAGE" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p GoogleCloudStorage) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p GoogleCloudStorage) fields() providerFields       { return googleCloudStorageFields(&p) }

func googleCloudStorageFields(p *GoogleCloudStorage) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: []providerField{
		tokenField("service_account_credentials", &p.ServiceAccountCredentials),
	}}
}
