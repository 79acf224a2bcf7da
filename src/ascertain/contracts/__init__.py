"""All extension points, one small file each: protocols and plain values, no implementation."""
