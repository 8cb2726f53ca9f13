"""Milvus as the place where passages are searched, for what one machine cannot hold."""
