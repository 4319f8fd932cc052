package truenas

// decodeKnown reads a provider that has a type here; nil for any other, and for
// one with a field of another shape.
func decodeKnown(kind string, o object) Provider {
	switch kind {
	case "AZUREBLOB":
		return decodeAs(o, azureBlobFields)
	case "B2":
		return decodeAs(o, b2Fields)
	case "BOX":
		return decodeAs(o, boxFields)
	case "DROPBOX":
		return decodeAs(o, dropboxFields)
	case "FTP":
		return decodeAs(o, ftpFields)
	case "GOOGLE_CLOUD_STORAGE":
		return decodeAs(o, googleCloudStorageFields)
	case "GOOGLE_DRIVE":
		return decodeAs(o, googleDriveFields)
	case "GOOGLE_PHOTOS":
		return decodeAs(o, googlePhotosFields)
	case "HTTP":
		return decodeAs(o, httpFields)
	case "HUBIC":
		return decodeAs(o, hubicFields)
	case "MEGA":
		return decodeAs(o, megaFields)
	case "ONEDRIVE":
		return decodeAs(o, oneDriveFields)
	case "OPENSTACK_SWIFT":
		return decodeAs(o, openStackSwiftFields)
	case "PCLOUD":
		return decodeAs(o, pCloudFields)
	case "S3":
		return decodeAs(o, s3Fields)
	case "SFTP":
		return decodeAs(o, sftpFields)
	case "STORJ_IX":
		return decodeAs(o, storjFields)
	case "WEBDAV":
		return decodeAs(o, webDAVFields)
	case "YANDEX":
		return decodeAs(o, yandexFields)
	}
	return nil
}

func decodeAs[T Provider](o object, fields func(*T) providerFields) Provider {
	var p T
	if !fields(&p).decode(o) {
		return nil
	}
	return p
}
