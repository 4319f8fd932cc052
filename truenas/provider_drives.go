package truenas

// Box is a Box account.
type Box struct {
	ClientID     string
	ClientSecret Secret
	// Token is rclone's token JSON.
	Token Secret

	extra Secret
}

// ProviderType returns "BOX".
func (Box) ProviderType() string { return "BOX" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p Box) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p Box) fields() providerFields       { return boxFields(&p) }

func boxFields(p *Box) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: oauthFields(&p.ClientID, &p.ClientSecret, &p.Token)}
}

// Dropbox is a Dropbox account.
type Dropbox struct {
	ClientID     string
	ClientSecret Secret
	// Token is rclone's token JSON.
	Token Secret

	extra Secret
}

// ProviderType returns "DROPBOX".
func (Dropbox) ProviderType() string { return "DROPBOX" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p Dropbox) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p Dropbox) fields() providerFields       { return dropboxFields(&p) }

func dropboxFields(p *Dropbox) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: oauthFields(&p.ClientID, &p.ClientSecret, &p.Token)}
}

// OneDrive is a drive in Microsoft OneDrive or SharePoint. TrueNAS 24.10 does not have
// it. [TaskService.OneDriveDrives] finds the drives of a token.
type OneDrive struct {
	ClientID     string
	ClientSecret Secret
	// Token is rclone's token JSON.
	Token Secret
	// DriveType is "PERSONAL", "BUSINESS" or "DOCUMENT_LIBRARY".
	DriveType string
	DriveID   string

	extra Secret
}

// ProviderType returns "ONEDRIVE".
func (OneDrive) ProviderType() string { return "ONEDRIVE" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p OneDrive) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p OneDrive) fields() providerFields       { return oneDriveFields(&p) }

func oneDriveFields(p *OneDrive) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: append(
		oauthFields(&p.ClientID, &p.ClientSecret, &p.Token),
		textField("drive_type", &p.DriveType).required(), textField("drive_id", &p.DriveID).required())}
}

// PCloud is a pCloud account.
type PCloud struct {
	ClientID     string
	ClientSecret Secret
	// Token is rclone's token JSON.
	Token Secret
	// Hostname is the API host of the account's region; "" is rclone's default.
	Hostname string

	extra Secret
}

// ProviderType returns "PCLOUD".
func (PCloud) ProviderType() string { return "PCLOUD" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p PCloud) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p PCloud) fields() providerFields       { return pCloudFields(&p) }

func pCloudFields(p *PCloud) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: append(
		oauthFields(&p.ClientID, &p.ClientSecret, &p.Token), textField("hostname", &p.Hostname))}
}

// Yandex is a Yandex Disk account.
type Yandex struct {
	ClientID     string
	ClientSecret Secret
	// Token is rclone's token JSON.
	Token Secret

	extra Secret
}

// ProviderType returns "YANDEX".
func (Yandex) ProviderType() string { return "YANDEX" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p Yandex) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p Yandex) fields() providerFields       { return yandexFields(&p) }

func yandexFields(p *Yandex) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: oauthFields(&p.ClientID, &p.ClientSecret, &p.Token)}
}

// Hubic is a Hubic account.
type Hubic struct {
	// Token is rclone's token JSON.
	Token Secret

	extra Secret
}

// ProviderType returns "HUBIC".
func (Hubic) ProviderType() string { return "HUBIC" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p Hubic) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p Hubic) fields() providerFields       { return hubicFields(&p) }

func hubicFields(p *Hubic) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: []providerField{tokenField("token", &p.Token)}}
}

// Mega is a Mega account. Only TrueNAS 24.10 can use it: 25.04 refuses it, and newer
// releases store it but have nothing to run it with.
type Mega struct {
	User string
	Pass Secret

	extra Secret
}

// ProviderType returns "MEGA".
func (Mega) ProviderType() string { return "MEGA" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p Mega) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p Mega) fields() providerFields       { return megaFields(&p) }

func megaFields(p *Mega) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: []providerField{
		textField("user", &p.User).required(), secretField("pass", &p.Pass).required(),
	}}
}
