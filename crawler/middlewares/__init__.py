"""The middlewares between a spider and the network, one file each."""
