package truenas

// FTP is an FTP server.
type FTP struct {
	Host string
	// Port defaults to 21.
	Port Opt[int]
	User string
	Pass Secret

	extra Secret
}

// ProviderType returns "FTP".
func (FTP) ProviderType() string { return "FTP" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p FTP) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p FTP) fields() providerFields       { return ftpFields(&p) }

func ftpFields(p *FTP) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: []providerField{
		textField("host", &p.Host).required(), optField("port", &p.Port).orDefault(21), // 24.10 has no default
		textField("user", &p.User).required(), secretField("pass", &p.Pass).required(),
	}}
}

// SFTP is an SFTP server. It needs Pass or PrivateKey.
type SFTP struct {
	Host string
	// Port defaults to 22.
	Port Opt[int]
	User string
	Pass Secret
	// PrivateKey is the id of an SSH key pair among the NAS's credentials.
	PrivateKey Opt[int]

	extra Secret
}

// ProviderType returns "SFTP".
func (SFTP) ProviderType() string { return "SFTP" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p SFTP) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p SFTP) fields() providerFields       { return sftpFields(&p) }

func sftpFields(p *SFTP) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: []providerField{
		textField("host", &p.Host).required(), optField("port", &p.Port).orDefault(22), // 24.10 has no default
		textField("user", &p.User).required(),
		// Also when it is empty: with null, TrueNAS's default, every run fails on 25.04 to 26.
		secretField("pass", &p.Pass).required(),
		optField("private_key", &p.PrivateKey),
	}}
}

// HTTP is a web server that lists its folders. It is read-only: a task can only pull.
type HTTP struct {
	// URL may hold a user and a password, and is a Secret therefore.
	URL Secret

	extra Secret
}

// ProviderType returns "HTTP".
func (HTTP) ProviderType() string { return "HTTP" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p HTTP) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p HTTP) fields() providerFields       { return httpFields(&p) }

func httpFields(p *HTTP) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: []providerField{secretField("url", &p.URL).required()}}
}

// WebDAV is a WebDAV server.
type WebDAV struct {
	// URL is stored with a slash at its end.
	URL string
	// Vendor is "NEXTCLOUD", "OWNCLOUD", "SHAREPOINT" or "OTHER".
	Vendor string
	User   string
	Pass   Secret

	extra Secret
}

// ProviderType returns "WEBDAV".
func (WebDAV) ProviderType() string { return "WEBDAV" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p WebDAV) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p WebDAV) fields() providerFields       { return webDAVFields(&p) }

func webDAVFields(p *WebDAV) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: []providerField{
		textField("url", &p.URL).required(), textField("vendor", &p.Vendor).required(),
		textField("user", &p.User).required(), secretField("pass", &p.Pass).required(),
	}}
}
