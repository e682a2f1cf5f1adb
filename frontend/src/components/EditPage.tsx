import type { ReactNode } from 'react';
import { DeleteWithConfirmButton, Edit, type EditProps, SaveButton, SimpleForm, Toolbar } from 'react-admin';

interface Props extends Pick<EditProps, 'transform' | 'redirect'> {
  /** What goes too when the record is deleted: a key. */
  deleteHelp?: string;
  children: ReactNode;
}

/** A form for a record. The server is asked before anything is said to be done. */
export function EditPage({ deleteHelp, children, ...props }: Props) {
  return (
    <Edit mutationMode="pessimistic" {...props}>
      <SimpleForm sx={{ maxWidth: 640 }} toolbar={<EditToolbar deleteHelp={deleteHelp} />}>
        {children}
      </SimpleForm>
    </Edit>
  );
}

function EditToolbar({ deleteHelp }: { deleteHelp: string | undefined }) {
  return (
    <Toolbar sx={{ justifyContent: 'space-between' }}>
      <SaveButton />
      <DeleteWithConfirmButton {...(deleteHelp ? { confirmContent: deleteHelp } : {})} />
    </Toolbar>
  );
}
